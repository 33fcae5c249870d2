"""The one message a day: lists everything that is new to a person, by every channel that reaches them."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.common import work
from portal.common.clock import database_time
from portal.notices import hours
from portal.notices.channels import OUTBOUND, Channel, DeliveryFailed, Message
from portal.notices.models import Delivery
from portal.notices.selectors import homes_of, preferences_of
from portal.units.clock import WESTERN, time_zones

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

KIND = "digest"
State = Delivery.State
MOST_LISTED = 30
OPEN = (State.PENDING, State.SENDING, State.FAILED)


def key_of(user_id: int, day: date) -> str:
    """Return the key of a person's message of a day."""
    return f"{user_id}:{day.isoformat()}"


def send(key: str) -> None:
    """Send a person's message of the day: the handler of the work queue."""
    user = User.objects.filter(pk=int(key.partition(":")[0]), is_active=True).first()
    if user is not None:
        deliver(user, database_time())


def deliver(user: User, now: datetime) -> None:
    """Send a person everything new; safe to run twice, and no transaction is open while it is handed over.

    In quiet hours, and when a message went out that day already, it waits for the next morning.
    """
    preference = preferences_of([user.pk])[user.pk]
    zone = _zone_of(user)
    if hours.is_quiet(now, zone):
        raise work.Later(hours.next_at(now, zone, preference.hour))
    for way in OUTBOUND:
        _send_by(way, user, now, zone, preference.hour)


def _send_by(way: Channel, user: User, now: datetime, zone: "ZoneInfo", hour: int) -> None:
    day = now.astimezone(zone).date()
    if Delivery.objects.filter(notice__recipient=user, channel=way.code, day=day, state=State.SENT).exists():
        if Delivery.objects.filter(notice__recipient=user, channel=way.code, state__in=OPEN).exists():
            raise work.Later(hours.next_at(now, zone, hour))
        return
    claimed = _claim(way, user, day)
    if not claimed:
        return
    rows = Delivery.objects.filter(pk__in=[row.pk for row in claimed])
    try:
        way.send(user, _compose(claimed, user, day, zone))
    except DeliveryFailed as failure:
        rows.update(state=State.FAILED, error=str(failure), changed_at=timezone.now())
        raise  # the queue tries again, later and later
    rows.update(state=State.SENT, error="", changed_at=timezone.now())


@transaction.atomic
def _claim(way: Channel, user: User, day: date) -> list[Delivery]:
    """Take what is to be sent, committed before it is; what was read in the portal meanwhile needs no message."""
    waiting = Delivery.objects.select_for_update(of=("self",)).filter(
        notice__recipient=user, channel=way.code, state__in=OPEN
    )
    keys = list(waiting.order_by("pk").values_list("pk", flat=True))
    rows = Delivery.objects.filter(pk__in=keys)
    rows.filter(notice__read_at__isnull=False).update(state=State.SKIPPED, changed_at=timezone.now())
    open_rows = rows.filter(state__in=OPEN)
    open_rows.update(state=State.SENDING, tries=F("tries") + 1, day=day, changed_at=timezone.now())
    return list(rows.filter(state=State.SENDING).select_related("notice").order_by("notice__due_at", "pk"))


def _compose(rows: "Sequence[Delivery]", user: User, day: date, zone: "ZoneInfo") -> Message:
    with translation.override(settings.LANGUAGE_CODE), timezone.override(zone):
        n = len(rows)
        subject = ngettext("Rapor Kota: %(n)s notice for you", "Rapor Kota: %(n)s notices for you", n) % {"n": n}
        greeting = _("Dear %(name)s,") % {"name": user}
        closing = _("You get at most one message a day. Change that here: %(url)s") % {
            "url": settings.PUBLIC_ADDRESS.rstrip("/") + reverse("notices:settings")
        }
        listed = [_lines(row, number) for number, row in enumerate(rows[:MOST_LISTED], start=1)]
        if n > MOST_LISTED:
            listed.append(_("… and %(n)s more in the portal.") % {"n": n - MOST_LISTED})
        parts = [greeting, *listed, closing]
    return Message(key=f"digest-{user.pk}-{day.isoformat()}", subject=subject, text="\n\n".join(parts) + "\n")


def _lines(row: Delivery, number: int) -> str:
    notice = row.notice
    lines = [f"{number}. {notice.title}"]
    if notice.reason:
        lines.append(f"   {notice.reason}")
    if notice.due_at:
        due = date_format(timezone.localtime(notice.due_at), "DATETIME_FORMAT")
        lines.append("   " + _("Due %(date)s") % {"date": due})
    lines.append(f"   {settings.PUBLIC_ADDRESS.rstrip('/')}{notice.url}")
    return "\n".join(lines)


def _zone_of(user: User) -> "ZoneInfo":
    home = homes_of([user.pk]).get(user.pk)
    return time_zones([home])[home] if home is not None else WESTERN
