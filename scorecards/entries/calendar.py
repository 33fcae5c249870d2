"""The calendar of cycles as administrators see it: every window, whose it is, and how it stands now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet
from django.db.models.functions import Lower, Now

from portal.common.policy import Role
from portal.units.models import Unit
from scorecards.entries.models import Cycle, Window
from scorecards.entries.windows import WindowState

if TYPE_CHECKING:
    from portal.accounts.models import User

WRITING_ROLES: tuple[Role, ...] = (Role.OPERATOR, Role.HEAD, Role.VERIFIER, Role.ASSURER, Role.EVALUATOR)
"""Who writes in a cycle, in the order in which a scorecard passes through their hands."""


@dataclass(frozen=True)
class RoleWindow:
    """One role's window; `state` is None where none was set and nobody of the role may write."""

    role: Role
    state: WindowState | None

    @property
    def status(self) -> str:
        """Return the code in portal.common.statuses."""
        return status_of(self.state)


@dataclass(frozen=True)
class OwnWindow:
    """A unit's own window, which replaces the cycle's for its role."""

    pk: int
    unit: Unit
    role: Role
    state: WindowState

    @property
    def status(self) -> str:
        """Return the code in portal.common.statuses."""
        return status_of(self.state)


@dataclass
class CycleCalendar:
    """A cycle with its windows, the number of its scorecards, and those of units that have their own time."""

    cycle: Cycle
    scorecards: int
    roles: list[RoleWindow] = field(default_factory=list)
    own: list[OwnWindow] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Return instrument and score year."""
        return f"{self.cycle.edition.instrument.name} {self.cycle.period.score_year}"

    @property
    def known(self) -> list[RoleWindow]:
        """Return the roles that have a window."""
        return [window for window in self.roles if window.state is not None]


def status_of(state: WindowState | None) -> str:
    """Return how a window stands, as a code in portal.common.statuses."""
    if state is None:
        return "not_set"
    if state.is_upcoming:
        return "upcoming"
    return "open" if state.is_open else "closed"


def administered(user: "User") -> QuerySet[Cycle]:
    """Return the cycles of the governments that the user administers, newest year first."""
    found = Cycle.objects.filter(government__in=user.governments_as(Role.ADMIN))
    related = found.select_related("edition__instrument", "period", "government")
    return related.order_by("-period__score_year", "edition__instrument__name", "pk")


def calendars(cycles: Iterable[Cycle]) -> list[CycleCalendar]:
    """Return the calendars of cycles in the same order; two queries, however many there are."""
    found = {cycle.pk: CycleCalendar(cycle, 0) for cycle in cycles}
    counted = Cycle.objects.filter(pk__in=found).annotate(cards=Count("scorecards")).values_list("pk", "cards")
    for pk, cards in counted.order_by():
        found[pk].scorecards = cards
    general: dict[tuple[int, str], WindowState] = {}
    rows = Window.objects.filter(cycle__in=found).select_related("unit").annotate(now=Now())
    for row in rows.order_by(Lower("unit__name"), "role", "pk"):
        state = WindowState(row.opens_at, row.closes_at, row.now, timedelta(minutes=row.grace_minutes))
        if row.unit is None:
            general[row.cycle_id, row.role] = state
        else:
            found[row.cycle_id].own.append(OwnWindow(row.pk, row.unit, Role(row.role), state))
    for pk, calendar in found.items():
        calendar.roles = [RoleWindow(role, general.get((pk, role))) for role in WRITING_ROLES]
    return list(found.values())


def calendar_of(cycle: Cycle) -> CycleCalendar:
    """Return the calendar of one cycle."""
    (found,) = calendars([cycle])
    return found


def units_of(cycle: Cycle) -> QuerySet[Unit]:
    """Return the units that have a scorecard in a cycle, by name."""
    return Unit.objects.filter(scorecards__cycle=cycle).order_by(Lower("name"), "pk")
