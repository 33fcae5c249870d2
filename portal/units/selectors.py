"""Units and people as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.common.history import Change, actor_names, actor_of, events_of
from portal.common.policy import Role
from portal.units import instruments
from portal.units.models import FocalPerson, Membership, Unit


@dataclass(frozen=True)
class Group:
    """Units of one kind."""

    name: str
    units: list[Unit]


@dataclass(frozen=True)
class Focal:
    """Who is called about a unit's data for an instrument."""

    code: str
    name: str
    membership: Membership | None


def groups_of(units: QuerySet[Unit]) -> list[Group]:
    """Return units by kind, each kind in the order of names, in two queries."""
    order = {kind: place for place, kind in enumerate(Unit.Kind.values)}
    rows = list(units.select_related("parent", "successor").order_by(Lower("name"), "pk"))
    rows.sort(key=lambda unit: order[unit.kind])
    return [Group(str(Unit.Kind(kind).label), list(group)) for kind, group in groupby(rows, lambda unit: unit.kind)]


def memberships_at(unit: Unit) -> list[Membership]:
    """Return who holds or held a role at a unit: those of today first."""
    rows = unit.memberships.select_related("user").order_by("role", Lower("user__display_name"), "pk")
    return sorted(rows, key=lambda row: not is_current(row, timezone.localdate()))


def holders_at(units: Iterable[int], roles: Iterable[str]) -> list[tuple[int, str, User]]:
    """Return (unit, role, user) of everybody active who holds one of `roles` at one of `units` today; one query."""
    rows = Membership.objects.valid_on(timezone.localdate()).filter(
        unit__in=list(units), role__in=list(roles), user__is_active=True
    )
    return [(row.unit_id or 0, row.role, row.user) for row in rows.select_related("user").order_by("pk")]


def holders_of(government_id: int, roles: Iterable[str]) -> list[User]:
    """Return everybody active who holds one of `roles` for the whole government today; one query."""
    rows = Membership.objects.valid_on(timezone.localdate()).filter(
        government=government_id, unit__isnull=True, role__in=list(roles), user__is_active=True
    )
    return [row.user for row in rows.select_related("user").order_by("pk")]


def is_current(membership: Membership, day: date) -> bool:
    """Return whether a membership holds on `day`."""
    return membership.valid_from <= day and (membership.valid_to is None or day <= membership.valid_to)


def focal_persons_of(unit: Unit) -> list[Focal]:
    """Return for every instrument who is called, or nobody."""
    named = {
        row.instrument: row.membership
        for row in FocalPerson.objects.filter(unit=unit).select_related("membership__user")
    }
    return [Focal(code, name, named.get(code)) for code, name in instruments.choices()]


def people_of(admin: User) -> QuerySet[User]:
    """Return everybody who holds or once held a role at a government that `admin` administers."""
    governments = admin.governments_as(Role.ADMIN)
    once = events_of("units", "Membership").filter(government__in=governments)
    held = Q(memberships__government__in=governments) | Q(pk__in=once.values("user"))
    memberships = Membership.objects.filter(government__in=governments).select_related("unit", "government")
    people = (
        User.objects.filter(held)
        .distinct()
        .prefetch_related(
            Prefetch("memberships", queryset=memberships.order_by("-valid_from", "pk"), to_attr="listed_memberships")
        )
    )
    return people.order_by(Lower("display_name"), "pk")


def search(people: QuerySet[User], words: str) -> QuerySet[User]:
    """Keep the people whose name, user name, e-mail or unit contains every word."""
    for word in words.split()[:6]:
        people = people.filter(
            Q(display_name__icontains=word)
            | Q(username__icontains=word)
            | Q(email__icontains=word)
            | Q(memberships__unit__short_name__icontains=word)
            | Q(memberships__unit__name__icontains=word)
        )
    return people


def changes_of(*, governments: Iterable[int], user: User | None = None, unit: Unit | None = None) -> list[Change]:
    """Return how roles came and went, newest first: of one person or at one unit, two queries in all."""
    events = events_of("units", "Membership").filter(government__in=governments)
    if user is not None:
        events = events.filter(user=user)
    if unit is not None:
        events = events.filter(unit=unit)
    rows = list(events.select_related("user", "unit", "government").order_by("-pgh_id")[:100])
    names = actor_names(rows)
    return [_as_change(row, names.get(actor_of(row), _("the system"))) for row in rows]


def _as_change(row: Any, who: str) -> Change:
    """Put one event of a membership into words."""
    word, icon = {
        "insert": (_("given"), "user-check"),
        "update": (_("changed"), "pencil"),
        "delete": (_("taken back"), "undo-2"),
    }[row.pgh_label]
    what = f"{row.user}: {Role(row.role).label}, {row.unit or row.government} ({word})"
    end = date_format(row.valid_to) if row.valid_to else _("open end")
    return Change(row.pgh_id, what, who, row.pgh_created_at, f"{date_format(row.valid_from)} – {end}", icon)
