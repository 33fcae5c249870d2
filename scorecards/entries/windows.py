"""When whom the rules let write: windows of a cycle, by the database's clock and nobody else's."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models.functions import Now

from portal.common.clock import database_time
from portal.common.policy import Role
from scorecards.entries.models import Scorecard, Window

if TYPE_CHECKING:
    from portal.accounts.models import User

__all__ = ["UNIT_ROLES", "WindowState", "database_time", "roles_at", "window_of", "windows_of"]

UNIT_ROLES = frozenset({Role.OPERATOR, Role.HEAD})


@dataclass(frozen=True)
class WindowState:
    """A window as it stands at `now`, the database's time."""

    opens_at: datetime
    closes_at: datetime
    now: datetime
    grace: timedelta = timedelta(0)

    @property
    def is_open(self) -> bool:
        """Return whether one may write now; the last moment still belongs to it."""
        return self.opens_at <= self.now <= self.closes_at

    @property
    def bytes_until(self) -> datetime:
        """Return until when the bytes of a file that was registered in time may follow."""
        return self.closes_at + self.grace

    @property
    def is_upcoming(self) -> bool:
        """Return whether it has not opened yet."""
        return self.now < self.opens_at


def roles_at(user: "User", scorecard: Scorecard, unit_id: int | None = None) -> frozenset[Role]:
    """Return the roles that the user holds today at the scorecard's unit, or at its whole government.

    `unit_id` names the unit on whose behalf the user acts where the scorecard is not that unit's own.
    """
    places = (None, unit_id or scorecard.unit_id)
    return frozenset(
        Role(membership.role)
        for membership in user.current_memberships
        if membership.government_id == scorecard.government_id and membership.unit_id in places
    )


def window_of(scorecard: Scorecard, roles: Collection[Role], unit_id: int | None = None) -> WindowState | None:
    """Return the window that lets one of `roles` write on a scorecard, or that would at another time."""
    return windows_of([scorecard], roles, [unit_id] if unit_id else ()).get(scorecard.pk)


def windows_of(
    scorecards: Iterable[Scorecard], roles: Collection[Role], unit_ids: Collection[int] = ()
) -> dict[int, WindowState]:
    """Return the window of each scorecard by its key, in one query; without an entry none was ever set.

    A unit's own window replaces the cycle's for its role. Of several roles the one that may write longest counts.
    `unit_ids` are the units that act on scorecards of a government, which have no unit of their own.
    """
    scorecards = list(scorecards)
    known = _known({card.cycle_id for card in scorecards}, roles)
    found: dict[int, WindowState] = {}
    for card in scorecards:
        acting = [card.unit_id] if card.unit_id else list(unit_ids) or [0]
        states = [state for unit in acting for state in _states(known, card.cycle_id, roles, unit)]
        if states:
            found[card.pk] = max(states, key=lambda state: (state.is_open, state.closes_at))
    return found


def windows_at(places: Iterable[tuple[Scorecard, int]], role: Role) -> dict[tuple[int, int], WindowState]:
    """Return the window of a role for each (scorecard, unit that acts on it) by their keys, in one query."""
    places = list(places)
    known = _known({card.cycle_id for card, _unit in places}, [role])
    return {(card.pk, unit): state for card, unit in places for state in _states(known, card.cycle_id, [role], unit)}


_Known = dict[tuple[int, str, int | None], WindowState]


def _known(cycle_ids: Collection[int], roles: Collection[Role]) -> _Known:
    """Return every window of cycles by cycle, role and the unit whose own it is, None for everybody's."""
    rows = Window.objects.filter(cycle__in=cycle_ids, role__in=roles).annotate(now=Now())
    return {
        (row.cycle_id, row.role, row.unit_id): WindowState(
            row.opens_at, row.closes_at, row.now, timedelta(minutes=row.grace_minutes)
        )
        for row in rows
    }


def _states(known: _Known, cycle_id: int, roles: Collection[Role], unit_id: int) -> list[WindowState]:
    """Return the window of each role for a unit: its own, or else the cycle's."""
    states = [known.get((cycle_id, role, unit_id)) or known.get((cycle_id, role, None)) for role in roles]
    return [state for state in states if state is not None]
