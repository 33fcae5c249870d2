"""The pages of units and people: what they show, what they change, whom they refuse."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.models import FocalPerson, Government, Membership, Unit
from tests.factories import make_edition, make_government, make_member, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def government() -> Government:
    return make_government(name="Kota Uji", is_home=True)


@pytest.fixture
def unit(government: Government) -> Unit:
    return make_unit(government, name="Dinas Kesehatan")


@pytest.fixture
def admin(government: Government, client: Client) -> User:
    user = make_member(Role.ADMIN, government)
    client.force_login(user)
    return user


def test_the_units_page_says_what_is_to_be_confirmed(client: Client, admin: User, unit: Unit) -> None:
    Unit.objects.filter(pk=unit.pk).update(is_confirmed=False)

    page = client.get(reverse("units:index")).content.decode()

    assert "Dinas Kesehatan" in page
    assert "Perlu dikonfirmasi" in page


def test_a_role_given_on_the_page_shows_with_its_history(client: Client, admin: User, unit: Unit) -> None:
    person = make_member(Role.HEAD, unit)
    address = reverse("people:detail", args=[person.pk])

    answer = client.post(address, {"role": "operator", "unit": unit.pk, "valid_from": "2025-01-02", "valid_to": ""})

    assert answer.status_code == 302
    given = Membership.objects.get(user=person, role=Role.OPERATOR)
    assert (given.unit, given.valid_from, given.valid_to) == (unit, date(2025, 1, 2), None)
    assert f"Operator OPD, {unit}" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("posted", "reason"),
    [
        ({"role": "operator", "unit": ""}, "pilih unitnya"),
        ({"role": "evaluator", "unit": "own"}, "biarkan kosong"),
        ({"role": "operator", "unit": "own", "valid_to": "2024-01-01"}, "sebelum hari pertama"),
    ],
)
def test_an_impossible_role_is_refused_with_the_reason(
    client: Client, admin: User, unit: Unit, posted: dict[str, str], reason: str
) -> None:
    person = make_member(Role.HEAD, unit)
    data = {"valid_from": "2025-01-02", "valid_to": "", **posted}
    data["unit"] = str(unit.pk) if data["unit"] == "own" else data["unit"]

    answer = client.post(reverse("people:detail", args=[person.pk]), data)

    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert Membership.objects.filter(user=person).count() == 1


def test_the_last_administrator_stays(client: Client, admin: User) -> None:
    membership = admin.memberships.get()

    client.post(reverse("people:end", args=[membership.pk]))

    membership.refresh_from_db()
    assert membership.valid_to is None


def test_an_ended_role_leaves_the_person_in_the_list(client: Client, admin: User, unit: Unit) -> None:
    person = make_member(Role.OPERATOR, unit)

    client.post(reverse("people:end", args=[person.memberships.get().pk]))

    assert person.username in client.get(reverse("people:index")).content.decode()


def test_a_new_person_gets_an_account_and_a_role(client: Client, admin: User, unit: Unit) -> None:
    data = {"display_name": "Operator Baru", "username": "operator.baru", "email": "baru@contoh.example"}

    client.post(reverse("people:new"), {**data, "role": "operator", "unit": unit.pk})

    person = User.objects.get(username="operator.baru")
    assert not person.has_usable_password()
    assert person.units_as(Role.OPERATOR) == {unit.pk}


def test_a_taken_user_name_is_refused_and_what_was_typed_is_kept(client: Client, admin: User, unit: Unit) -> None:
    make_member(Role.OPERATOR, unit, "operator.lama")
    data = {"display_name": "Operator Baru", "username": "operator.lama", "email": "baru@contoh.example"}

    answer = client.post(reverse("people:new"), {**data, "role": "operator", "unit": unit.pk})

    assert answer.status_code == 422
    assert "baru@contoh.example" in answer.content.decode()
    assert User.objects.filter(username="operator.lama").count() == 1


def test_a_focal_person_is_named_and_only_among_the_units_operators(client: Client, admin: User, unit: Unit) -> None:
    make_edition("sakip/2021")
    own = make_member(Role.OPERATOR, unit).memberships.get()
    other = make_member(Role.OPERATOR, make_unit(unit.government, name="Dinas Lain")).memberships.get()
    address = reverse("units:focal", args=[unit.pk])

    client.post(address, {"instrument": "sakip", "membership": own.pk})
    client.post(address, {"instrument": "sakip", "membership": other.pk})

    assert list(FocalPerson.objects.values_list("instrument", "membership")) == [("sakip", own.pk)]


def test_people_of_another_government_are_not_found(client: Client, admin: User) -> None:
    stranger = make_member(Role.OPERATOR, make_unit(make_government(name="Kota Lain"), name="Dinas Lain"))

    assert client.get(reverse("people:detail", args=[stranger.pk])).status_code == 404
    assert client.get(reverse("people:end", args=[stranger.memberships.get().pk])).status_code == 404
    assert stranger.username not in client.get(reverse("people:index")).content.decode()


@pytest.mark.parametrize("name", ["units:index", "people:index"])
def test_a_list_costs_the_same_queries_for_one_and_for_three(
    client: Client, admin: User, unit: Unit, name: str
) -> None:
    make_member(Role.OPERATOR, unit)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(name))
    for number in range(2):
        make_member(Role.OPERATOR, make_unit(unit.government, name=f"Dinas {number}"))
    with CaptureQueriesContext(connection) as three:
        client.get(reverse(name))

    assert len(three) == len(one)
