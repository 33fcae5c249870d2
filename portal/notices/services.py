"""What changes notices: telling people, reading, choosing what to get."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from portal.common import work
from portal.common.clock import database_time
from portal.notices import digest, hours
from portal.notices.channels import OUTBOUND, DeliveryFailed, Message, channel
from portal.notices.models import Delivery, Notice, Preference
from portal.notices.selectors import homes_of, preferences_of
from portal.units.clock import WESTERN, time_zones

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from portal.accounts.models import User

LONGEST_TITLE, LONGEST_KEY = 200, 160


class ForeignAddress(ValueError):  # the name says what is wrong
    """A notice points inside the portal: its address begins with one slash."""


def our_language() -> translation.override:
    """Switch to the installation's language for as long as the block lasts."""
    return translation.override(settings.LANGUAGE_CODE)


@transaction.atomic
def notify(
    *,
    kind: str,
    recipients: "Iterable[User]",
    title: "_StrOrPromise",
    reason: "_StrOrPromise",
    url: str,
    key: str,
    due_at: datetime | None = None,
) -> int:
    """Tell each recipient once about `key`; return how many were told now. Safe to call twice.

    Call it inside the transaction of what happened. Make the texts inside `our_language()`, or give lazy ones, so that
    they do not come in the language of the person who acts. What leaves the portal goes out with the person's one
    message of the day.
    """
    if not url.startswith("/") or url.startswith("//"):
        raise ForeignAddress(url)
    people = {user.pk: user for user in recipients if user.is_active}
    if not people:
        return 0
    with our_language():
        words = (kind, str(title)[:LONGEST_TITLE], str(reason), url, key[:LONGEST_KEY], due_at)
    homes = homes_of(people)
    told = _insert(people, homes, words)
    _plan_deliveries([(notice, people[user]) for notice, user in told], homes)
    return len(told)


def _insert(
    people: Iterable[int], homes: Mapping[int, int], words: tuple[str, str, str, str, str, datetime | None]
) -> list[tuple[int, int]]:
    """Write the rows that do not stand yet; return (notice, recipient) of those alone."""
    ordered = sorted(people)  # in one order for everybody, so that two writers cannot block each other
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO notices_notice
                (recipient_id, government_id, kind, title, reason, url, key, due_at, created_at)
            SELECT u, g, %s, %s, %s, %s, %s, %s, statement_timestamp()
            FROM unnest(%s::bigint[], %s::bigint[]) AS r(u, g)
            ON CONFLICT (recipient_id, key) DO NOTHING
            RETURNING id, recipient_id
            """,
            [*words, ordered, [homes.get(user) for user in ordered]],
        )
        return list(cursor.fetchall())


def _plan_deliveries(told: "list[tuple[int, User]]", homes: Mapping[int, int]) -> None:
    """Put each new notice on its recipient's next daily message of every channel that reaches them."""
    if not told:
        return
    wanted = preferences_of([user.pk for _notice, user in told])
    rows = [
        (Delivery(notice_id=notice, channel=way.code), user)
        for notice, user in told
        for way in OUTBOUND
        if way.reaches(user, wanted[user.pk])
    ]
    Delivery.objects.bulk_create(row for row, _user in rows)
    now, zones = database_time(), time_zones(homes.values())
    for user in {user.pk: user for _row, user in rows}.values():
        zone: ZoneInfo = zones.get(homes.get(user.pk, 0), WESTERN)
        at = hours.next_at(now, zone, wanted[user.pk].hour)
        work.request(digest.KIND, digest.key_of(user.pk, at.date()), at=at)


@transaction.atomic
def mark_read(*, user: "User", notice_ids: Iterable[int] | None = None, until: int | None = None) -> int:
    """Note that the person has read these notices, or all up to the one with key `until`; return how many were new."""
    unread = Notice.objects.visible_to(user).unread()
    if notice_ids is not None:
        unread = unread.filter(pk__in=list(notice_ids))
    if until is not None:
        unread = unread.filter(pk__lte=until)
    return unread.update(read_at=Now())


@transaction.atomic
def set_preference(*, user: "User", by_email: bool, hour: int) -> Preference:
    """Choose whether and when the daily message comes; it holds from the next message on."""
    preference, _created = Preference.objects.update_or_create(user=user, defaults={"by_email": by_email, "hour": hour})
    return preference


def send_test(*, user: "User", code: str) -> str:
    """Send a message to the person at once, outside any transaction; return what went wrong, or nothing."""
    now = database_time()
    message = Message(
        key=f"test-{user.pk}-{now:%Y%m%d%H%M%S%f}",
        subject=_("Test message of Rapor Kota"),
        text=_("This message came because you asked for it on the page of your notices. Everything works."),
    )
    try:
        channel(code).send(user, message)
    except DeliveryFailed as failure:
        return str(failure)
    return ""
