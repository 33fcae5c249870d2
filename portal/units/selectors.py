"""Units and people as their pages show them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units import instruments
from portal.units.models import FocalPerson, Membership, Unit


@dataclass(frozen=True)
class Group:
    """Units of one kind."""

    name: str
    units: list[Unit]


@dataclass(frozen=True)
class Change:
    """One line of a history, in the words of components/timeline.html."""

    what: str
    who: str
    at: datetime
    detail: str = ""
    icon: str = "user-check"


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
    once = apps.get_model("units", "MembershipEvent")._default_manager.filter(government__in=governments)
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
    """Return how roles came and went, newest first: of one person or at one unit, three queries in all."""
    events = apps.get_model("units", "MembershipEvent")._default_manager.filter(government__in=governments)
    if user is not None:
        events = events.filter(user=user)
    if unit is not None:
        events = events.filter(unit=unit)
    rows = list(events.select_related("pgh_context", "user", "unit", "government").order_by("-pgh_id")[:100])
    actors = _names({number for row in rows if (number := _actor(row))})
    return list(_as_changes(rows, actors))


def _as_changes(rows: list[Any], actors: dict[int, str]) -> Iterator[Change]:
    """Put events into words."""
    words = {"insert": _("given"), "update": _("changed"), "delete": _("taken back")}
    icons = {"insert": "user-check", "update": "pencil", "delete": "undo-2"}
    for row in rows:
        role = Role(row.role).label
        what = f"{row.user}: {role}, {row.unit or row.government} ({words[row.pgh_label]})"
        end = date_format(row.valid_to) if row.valid_to else _("open end")
        detail = f"{date_format(row.valid_from)} – {end}"
        yield Change(
            what, actors.get(_actor(row) or 0, _("the system")), row.pgh_created_at, detail, icons[row.pgh_label]
        )


def _actor(event: Any) -> int | None:
    metadata = event.pgh_context.metadata if event.pgh_context else {}
    number = metadata.get("user")
    return number if isinstance(number, int) else None


def _names(numbers: set[int]) -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.filter(pk__in=numbers)}
