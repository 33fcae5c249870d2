"""Telling people: once each, in the caller's transaction, and only what is theirs."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.common.models import Work
from portal.common.policy import Role
from portal.notices.models import Delivery, Notice
from portal.notices.services import ForeignAddress, mark_read, notify, set_preference
from portal.units.models import Government
from tests.factories import make_government, make_member, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Government:
    return make_government(is_home=True)


@pytest.fixture
def person(city: Government) -> User:
    return make_member(Role.OPERATOR, make_unit(city))


def tell(*people: User, key: str = "entry:1:returned:1", title: object = "Perbaiki 1.a", url: str = "/") -> int:
    return notify(kind="returned", recipients=people, title=str(title), reason="Alasan.", url=url, key=key)


def test_the_same_thing_is_told_once(person: User) -> None:
    assert [tell(person), tell(person), tell(person, person, key="another")] == [1, 0, 1]
    assert Notice.objects.count() == 2
    assert Delivery.objects.count() == 2


def test_a_second_person_is_told_although_the_first_was(city: Government, person: User) -> None:
    other = make_member(Role.HEAD, make_unit(city))
    tell(person)

    assert tell(person, other) == 1
    assert set(Notice.objects.values_list("recipient", flat=True)) == {person.pk, other.pk}


def test_nothing_is_told_when_it_did_not_happen(person: User) -> None:
    with transaction.atomic():
        tell(person)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()
    assert not Work.objects.filter(kind="digest").exists()


def test_who_cannot_sign_in_is_not_told(person: User) -> None:
    person.is_active = False
    person.save(update_fields=["is_active"])

    assert tell(person) == 0


@pytest.mark.parametrize("url", ["https://example.com/", "//example.com/", "kartu-skor/"])
def test_a_notice_points_inside_the_portal(person: User, url: str) -> None:
    with pytest.raises(ForeignAddress):
        tell(person, url=url)


def test_lazy_words_come_out_in_the_language_of_the_installation(person: User) -> None:
    with translation.override("en"):
        notify(kind="returned", recipients=[person], title=gettext_lazy("Returned"), reason="", url="/", key="k")

    assert Notice.objects.get().title == "Dikembalikan"


def test_many_recipients_cost_the_same(city: Government) -> None:
    people = [make_member(Role.OPERATOR, make_unit(city)) for _ in range(6)]
    with CaptureQueriesContext(connection) as one:
        tell(people[0])
    with CaptureQueriesContext(connection) as five:
        tell(*people[1:], key="another")

    work = [query for query in five.captured_queries if "common_work" in query["sql"]]
    assert len(five) - len(work) == len(one) - 1, "only the rows of the daily messages may grow"


def test_the_page_shows_ones_own_and_nothing_else(client: Client, city: Government, person: User) -> None:
    other = make_member(Role.OPERATOR, make_unit(city))
    tell(person, title="Perbaiki 1.a")
    tell(other, title="Rahasia orang lain")
    client.force_login(person)

    page = client.get(reverse("notices:index")).content.decode()

    assert "Perbaiki 1.a" in page
    assert "Rahasia orang lain" not in page
    assert "1 pemberitahuan belum dibaca" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number(client: Client, person: User, rows: int) -> None:
    for number in range(rows):
        tell(person, key=f"k{number}")
    client.force_login(person)
    client.get("/")

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("notices:index"))

    assert len(queries) == 7


def test_opening_marks_as_read_and_goes_there(client: Client, person: User) -> None:
    tell(person, url="/kartu-skor/")
    notice = Notice.objects.get()
    client.force_login(person)

    response = client.get(reverse("notices:follow"), {"n": notice.pk})

    notice.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, "/kartu-skor/")
    assert notice.read_at is not None


def test_somebody_elses_notice_is_not_found_and_stays_unread(client: Client, city: Government, person: User) -> None:
    tell(person)
    notice = Notice.objects.get()
    client.force_login(make_member(Role.OPERATOR, make_unit(city)))

    assert client.get(reverse("notices:follow"), {"n": notice.pk}).status_code == 404
    client.post(reverse("notices:read"), {"n": notice.pk})
    client.post(reverse("notices:read"), {"until": notice.pk})

    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_means_all_that_stood_on_the_page(person: User) -> None:
    tell(person, key="seen")
    until = Notice.objects.get().pk
    tell(person, key="came while the page was open")

    assert mark_read(user=person, until=until) == 1
    assert Notice.objects.unread().get().key == "came while the page was open"


def test_who_wants_no_mail_gets_none(person: User) -> None:
    set_preference(user=person, by_email=False, hour=7)
    tell(person)

    assert not Delivery.objects.exists()
    assert not Work.objects.filter(kind="digest").exists()


@pytest.mark.parametrize(("given", "stays"), [({"hour": "5"}, 7), ({"hour": "9", "by_email": "on"}, 9)])
def test_the_hour_is_never_in_the_night(client: Client, person: User, given: dict[str, str], stays: int) -> None:
    client.force_login(person)

    client.post(reverse("notices:settings"), given)

    chosen = getattr(User.objects.get(pk=person.pk), "notice_preference", None)
    assert (chosen.hour if chosen else 7) == stays


def test_a_test_message_goes_out_at_once(client: Client, person: User, mailoutbox: list[object]) -> None:
    client.force_login(person)

    page = client.post(reverse("notices:test"), follow=True).content.decode()

    assert len(mailoutbox) == 1
    assert "Pesan uji telah diserahkan" in page


def test_a_mail_server_that_refuses_is_told(client: Client, person: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # nobody listens there
    client.force_login(person)

    page = client.post(reverse("notices:test"), follow=True).content.decode()

    assert "ConnectionRefusedError" in page
