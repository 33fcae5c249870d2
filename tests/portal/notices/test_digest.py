"""The one message a day: what it lists, when it goes, and that nothing is lost when the mail server fails."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from portal.accounts.models import User
from portal.common import work
from portal.common.models import Work
from portal.common.policy import Role
from portal.notices import digest, hours
from portal.notices.channels import DeliveryFailed
from portal.notices.models import FIRST_HOUR, LAST_HOUR, Delivery, Notice
from portal.notices.services import notify
from tests.factories import make_government, make_member, make_unit

pytestmark = pytest.mark.django_db
JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def person() -> User:
    city = make_government(is_home=True)
    city.code = "1971"  # in western time
    city.save(update_fields=["code"])
    return make_member(Role.OPERATOR, make_unit(city))


@pytest.fixture
def daytime() -> datetime:
    """Ten in the morning in Jakarta, whenever the tests run."""
    return timezone.now().astimezone(JAKARTA).replace(hour=10)


def tell(person: User, key: str) -> None:
    notify(kind="returned", recipients=[person], title=f"Hal {key}", reason="Sebab.", url=f"/{key}/", key=key)


def test_everything_new_comes_in_one_message(person: User, daytime: datetime, mailoutbox: list[EmailMessage]) -> None:
    tell(person, "satu")
    tell(person, "dua")

    digest.deliver(person, daytime)

    (mail,) = mailoutbox
    assert mail.to == [person.email]
    assert mail.subject == "Rapor Kota: 2 pemberitahuan untuk Anda"
    assert "1. Hal satu" in mail.body
    assert "http://testserver/dua/" in mail.body
    assert set(Delivery.objects.values_list("state", "day")) == {("sent", daytime.date())}


def test_what_was_read_in_the_portal_is_left_out(
    person: User, daytime: datetime, mailoutbox: list[EmailMessage]
) -> None:
    tell(person, "satu")
    Notice.objects.update(read_at=timezone.now())

    digest.deliver(person, daytime)

    assert mailoutbox == []
    assert Delivery.objects.get().state == Delivery.State.SKIPPED


def test_running_it_again_sends_nothing_again(person: User, daytime: datetime, mailoutbox: list[EmailMessage]) -> None:
    tell(person, "satu")
    digest.deliver(person, daytime)
    digest.deliver(person, daytime)

    assert len(mailoutbox) == 1


def test_a_second_message_waits_for_the_next_morning(
    person: User, daytime: datetime, mailoutbox: list[EmailMessage]
) -> None:
    tell(person, "satu")
    digest.deliver(person, daytime)
    tell(person, "dua")

    with pytest.raises(work.Later) as later:
        digest.deliver(person, daytime)

    assert len(mailoutbox) == 1
    assert later.value.at == daytime.replace(hour=7, minute=0, second=0, microsecond=0) + timedelta(days=1)


def test_a_failed_message_is_kept_and_tried_again(
    person: User, daytime: datetime, mailoutbox: list[EmailMessage], settings: Any
) -> None:
    tell(person, "satu")
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # nobody listens there
    with pytest.raises(DeliveryFailed):
        digest.deliver(person, daytime)
    failed = Delivery.objects.get()
    settings.EMAIL_BACKEND = working

    digest.deliver(person, daytime)

    assert (failed.state, failed.tries) == ("failed", 1)
    assert "ConnectionRefusedError" in failed.error
    assert len(mailoutbox) == 1
    assert Delivery.objects.get().tries == 2


def test_a_message_that_was_cut_off_is_sent_again(
    person: User, daytime: datetime, mailoutbox: list[EmailMessage]
) -> None:
    tell(person, "satu")
    Delivery.objects.update(state=Delivery.State.SENDING, day=daytime.date())

    digest.deliver(person, daytime)

    assert len(mailoutbox) == 1


def test_nobody_is_written_to_at_night(person: User) -> None:
    tell(person, "satu")
    night = datetime(2026, 3, 2, 23, 0, tzinfo=JAKARTA)

    with pytest.raises(work.Later) as later:
        digest.deliver(person, night)

    assert later.value.at == datetime(2026, 3, 3, 7, 0, tzinfo=JAKARTA)


def test_the_queue_waits_for_the_hour(person: User, mailoutbox: list[EmailMessage]) -> None:
    tell(person, "satu")
    row = Work.objects.get(kind=digest.KIND)

    assert work.drain("bulk") == 0
    assert row.next_at > timezone.now()
    assert row.next_at.astimezone(JAKARTA).hour == 7
    assert work.oldest_open_seconds() is None, "what has its time does not wait for a worker"


@pytest.mark.parametrize(
    ("zone", "utc_hour", "quiet"),
    [
        ("Asia/Jakarta", 22, True),  # 05.00
        ("Asia/Jakarta", 23, False),  # 06.00
        ("Asia/Jayapura", 22, False),  # 07.00
        ("Asia/Jayapura", 12, True),  # 21.00
        ("Asia/Makassar", 12, False),  # 20.00
    ],
)
def test_quiet_hours_are_those_of_the_governments_own_clock(zone: str, utc_hour: int, quiet: bool) -> None:
    assert hours.is_quiet(datetime(2026, 3, 2, utc_hour, 30, tzinfo=UTC), ZoneInfo(zone)) is quiet


def test_the_next_hour_is_never_now_or_past() -> None:
    seven = datetime(2026, 3, 2, 7, 0, tzinfo=JAKARTA)

    assert hours.next_at(seven, JAKARTA, 7) == seven + timedelta(days=1)
    assert hours.next_at(seven - timedelta(seconds=1), JAKARTA, 7) == seven
    assert FIRST_HOUR < LAST_HOUR


class Watching(EmailBackend):
    """A mail backend that notes how deep in transactions it is called."""

    depths: ClassVar[list[int]] = []

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        self.depths.append(len(connection.savepoint_ids))
        return super().send_messages(messages)


def test_no_transaction_is_open_while_it_is_sent(person: User, daytime: datetime, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Watching"
    tell(person, "satu")

    digest.deliver(person, daytime)

    assert Watching.depths == [len(connection.savepoint_ids)]
