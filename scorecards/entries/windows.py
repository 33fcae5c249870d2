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
    rows = Window.objects.filter(cycle__in={card.cycle_id for card in scorecards}, role__in=roles).annotate(now=Now())
    general: dict[tuple[int, str], WindowState] = {}
    special: dict[tuple[int, str, int], WindowState] = {}
    for row in rows:
        state = WindowState(row.opens_at, row.closes_at, row.now, timedelta(minutes=row.grace_minutes))
        if row.unit_id is None:
            general[row.cycle_id, row.role] = state
        else:
            special[row.cycle_id, row.role, row.unit_id] = state
    found: dict[int, WindowState] = {}
    for card in scorecards:
        acting = [card.unit_id] if card.unit_id else list(unit_ids) or [0]
        states = [
            special.get((card.cycle_id, role, unit)) or general.get((card.cycle_id, role))
            for role in roles
            for unit in acting
        ]
        known = [state for state in states if state is not None]
        if known:
            found[card.pk] = max(known, key=lambda state: (state.is_open, state.closes_at))
    return found
