"""Roles begin and end on days, and hold where they belong."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.models import FocalPerson, Membership
from portal.units.services import people
from tests.factories import make_government, make_member, make_membership, make_unit, make_user

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    """Return the user as the next request sees it."""
    return User.objects.get(pk=user.pk)


def test_a_person_comes_with_the_first_role() -> None:
    unit = make_unit()

    user = people.create_person(
        username="operator.dinsos",
        display_name="Operator Dinsos",
        email="dinsos@contoh.example",
        role=Role.OPERATOR,
        government=unit.government,
        unit=unit,
    )

    assert user.units_as(Role.OPERATOR) == {unit.pk}


def test_no_account_is_left_behind_when_the_role_is_refused() -> None:
    with pytest.raises(people.RoleNeedsUnit):
        people.create_person(
            username="x", display_name="X", email="", role=Role.HEAD, government=make_government(), unit=None
        )

    assert User.objects.count() == 0


def test_operators_and_heads_are_of_a_unit_and_nobody_else_is() -> None:
    unit, user = make_unit(), make_user()

    with pytest.raises(people.RoleNeedsUnit):
        people.add_membership(user=user, role=Role.OPERATOR, government=unit.government)
    with pytest.raises(people.RoleIsForTheGovernment):
        people.add_membership(user=user, role=Role.EVALUATOR, government=unit.government, unit=unit)
    with pytest.raises(people.ForeignUnit):
        people.add_membership(user=user, role=Role.HEAD, government=make_government(), unit=unit)

    assert user.memberships.count() == 0


def test_the_same_role_is_held_once_at_a_time() -> None:
    unit, user = make_unit(), make_user()
    first = people.add_membership(
        user=user,
        role=Role.HEAD,
        government=unit.government,
        unit=unit,
        valid_from=date(2024, 1, 1),
        valid_to=date(2024, 12, 31),
    )

    with pytest.raises(people.AlreadyHeld):
        people.add_membership(
            user=user, role=Role.HEAD, government=unit.government, unit=unit, valid_from=date(2024, 12, 31)
        )
    second = people.add_membership(
        user=user, role=Role.HEAD, government=unit.government, unit=unit, valid_from=date(2025, 1, 1)
    )

    assert list(user.memberships.order_by("valid_from")) == [first, second]


def test_the_database_itself_refuses_a_role_held_twice() -> None:
    unit, user = make_unit(), make_user()
    make_membership(user, Role.HEAD, unit)

    with pytest.raises(IntegrityError, match="one_membership_at_a_time"):
        make_membership(user, Role.HEAD, unit)


def test_a_role_that_is_ended_at_once_is_gone_at_once() -> None:
    unit = make_unit()
    user = make_user()
    membership = make_membership(user, Role.OPERATOR, unit, valid_from=timezone.localdate() - timedelta(days=9))

    people.end_membership(membership_id=membership.pk)

    assert fresh(user).roles == frozenset()
    assert Membership.objects.get().valid_to == timezone.localdate() - timedelta(days=1)


def test_a_role_that_began_today_and_is_ended_at_once_is_removed() -> None:
    user = make_member(Role.OPERATOR, make_unit())

    people.end_membership(membership_id=user.memberships.get().pk)

    assert fresh(user).memberships.count() == 0


def test_a_role_holds_through_its_last_day() -> None:
    user = make_member(Role.OPERATOR, make_unit())

    people.end_membership(membership_id=user.memberships.get().pk, last_day=timezone.localdate())

    assert fresh(user).roles == {Role.OPERATOR}


def test_a_role_that_begins_tomorrow_does_not_hold_today() -> None:
    user = make_user()
    make_membership(user, Role.OPERATOR, make_unit(), valid_from=timezone.localdate() + timedelta(days=1))

    assert fresh(user).roles == frozenset()


def test_the_last_administrator_stays() -> None:
    city = make_government()
    first = make_member(Role.ADMIN, city)
    make_member(Role.ADMIN, make_government())

    with pytest.raises(people.LastAdministrator):
        people.end_membership(membership_id=first.memberships.get().pk)

    second = make_member(Role.ADMIN, city)
    people.end_membership(membership_id=first.memberships.get().pk)
    assert fresh(first).roles == frozenset()
    assert fresh(second).roles == {Role.ADMIN}


def test_a_unit_has_one_focal_person_for_an_instrument() -> None:
    unit = make_unit()
    first, second = (make_member(Role.OPERATOR, unit).memberships.get() for _ in range(2))

    people.set_focal_person(unit=unit, instrument="sakip", membership=first)
    people.set_focal_person(unit=unit, instrument="sakip", membership=second)
    people.set_focal_person(unit=unit, instrument="rb", membership=first)

    assert FocalPerson.objects.get(unit=unit, instrument="sakip").membership == second
    assert FocalPerson.objects.get(unit=unit, instrument="rb").membership == first


def test_a_focal_person_is_an_operator_of_the_unit() -> None:
    unit = make_unit()
    head = make_member(Role.HEAD, unit).memberships.get()
    stranger = make_member(Role.OPERATOR, make_unit(unit.government)).memberships.get()

    for membership in (head, stranger):
        with pytest.raises(people.NotItsOperator):
            people.set_focal_person(unit=unit, instrument="sakip", membership=membership)


def test_a_focal_person_whose_role_ends_is_no_longer_named() -> None:
    unit = make_unit()
    membership = make_member(Role.OPERATOR, unit).memberships.get()
    people.set_focal_person(unit=unit, instrument="sakip", membership=membership)

    people.end_membership(membership_id=membership.pk)

    assert FocalPerson.objects.count() == 0
