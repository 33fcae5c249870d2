"""Who holds which role where, and who is called about a unit's data."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.services import create_user
from portal.common.policy import Role
from portal.units.models import FocalPerson, Government, Membership, Unit

UNIT_ROLES = frozenset({Role.OPERATOR, Role.HEAD})
"""Roles held at one unit; every other role holds for the whole government."""


class MembershipError(Exception):
    """The membership is not possible."""


class RoleNeedsUnit(MembershipError):  # the name says what is wrong
    """Operators and heads are of one unit."""


class RoleIsForTheGovernment(MembershipError):  # the name says what is wrong
    """The role holds for the whole government and takes no unit."""


class ForeignUnit(MembershipError):  # the name says what is wrong
    """The unit belongs to another government."""


class EndsBeforeItBegins(MembershipError):  # the name says what is wrong
    """The last day lies before the first."""


class AlreadyHeld(MembershipError):  # the name says what is wrong
    """The person holds that role there in that time already."""


class LastAdministrator(MembershipError):  # the name says what is wrong
    """Without this membership nobody could manage people any more."""


class NotItsOperator(MembershipError):  # the name says what is wrong
    """A focal person is an operator of that unit today."""


@transaction.atomic
def create_person(
    *, username: str, display_name: str, email: str, role: Role, government: Government, unit: Unit | None = None
) -> User:
    """Make an account together with its first role, from today."""
    user = create_user(username=username, display_name=display_name, email=email)
    add_membership(user=user, role=role, government=government, unit=unit)
    return user


@transaction.atomic
def add_membership(
    *,
    user: User,
    role: Role,
    government: Government,
    unit: Unit | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Give a person a role at a unit or, without one, at the whole government; from today unless told otherwise."""
    valid_from = valid_from or timezone.localdate()
    if role in UNIT_ROLES and unit is None:
        raise RoleNeedsUnit
    if role not in UNIT_ROLES and unit is not None:
        raise RoleIsForTheGovernment
    if unit is not None and unit.government_id != government.pk:
        raise ForeignUnit
    if valid_to is not None and valid_to < valid_from:
        raise EndsBeforeItBegins
    User.objects.select_for_update().get(pk=user.pk)  # one change of a person's roles at a time
    if _overlapping(user, role, government, unit, valid_from, valid_to):
        raise AlreadyHeld
    return Membership.objects.create(
        user=user, role=role, government=government, unit=unit, valid_from=valid_from, valid_to=valid_to
    )


@transaction.atomic
def end_membership(*, membership_id: int, last_day: date | None = None) -> None:
    """End a membership after `last_day`, or at once without one; the person stops being a focal person through it.

    One that would end before its first day is removed altogether; the history keeps it.
    """
    membership = Membership.objects.select_for_update().get(pk=membership_id)
    last_day = last_day or timezone.localdate() - timedelta(days=1)
    if membership.role == Role.ADMIN:
        _refuse_last_administrator(membership)
    membership.focal_for.all().delete()
    if last_day < membership.valid_from:
        membership.delete()
        return
    membership.valid_to = last_day
    membership.save(update_fields=["valid_to"])


@transaction.atomic
def set_focal_person(*, unit: Unit, instrument: str, membership: Membership | None) -> FocalPerson | None:
    """Name the one operator to call about a unit's data for an instrument, or nobody."""
    if membership is None:
        FocalPerson.objects.filter(unit=unit, instrument=instrument).delete()
        return None
    is_its_operator = membership.unit_id == unit.pk and membership.role == Role.OPERATOR
    if not is_its_operator or not Membership.objects.valid_on(timezone.localdate()).filter(pk=membership.pk).exists():
        raise NotItsOperator
    focal_person, _ = FocalPerson.objects.update_or_create(
        unit=unit, instrument=instrument, defaults={"membership": membership}
    )
    return focal_person


def _overlapping(
    user: User, role: Role, government: Government, unit: Unit | None, valid_from: date, valid_to: date | None
) -> bool:
    held = Membership.objects.filter(user=user, role=role, government=government, unit=unit)
    held = held.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from))
    if valid_to is not None:
        held = held.filter(valid_from__lte=valid_to)
    return held.exists()


def _refuse_last_administrator(membership: Membership) -> None:
    """Raise unless somebody else manages people today and without an end."""
    administrators = Membership.objects.valid_on(timezone.localdate()).filter(
        government=membership.government_id, role=Role.ADMIN, valid_to__isnull=True, user__is_active=True
    )
    # All rows are locked in one order, so that two administrators cannot remove each other.
    others = administrators.select_for_update(of=("self",)).order_by("pk")
    if not [row for row in others if row.pk != membership.pk]:
        raise LastAdministrator
