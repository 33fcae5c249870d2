"""Whose turn it is: which entries a party may change, and in what words it is told no."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.common.policy import Role
from scorecards.domain import states
from scorecards.domain.states import Actor, Event
from scorecards.entries import windows
from scorecards.entries.models import Contribution, Entry, Mark, Scorecard
from scorecards.entries.windows import WindowState

if TYPE_CHECKING:
    from portal.accounts.models import User

CHECK = "check"
"""Kind of the nodes whose entries follow the grade that they belong to."""

ROLES_OF_PARTY: dict[str, frozenset[Role]] = {
    Mark.Party.UNIT: windows.UNIT_ROLES,
    Mark.Party.VERIFIER: frozenset({Role.VERIFIER}),
    Mark.Party.ASSURER: frozenset({Role.ASSURER}),
    Mark.Party.EVALUATOR: frozenset({Role.EVALUATOR}),
    Mark.Party.EXTERNAL: frozenset(),
    Mark.Party.IMPORTED: frozenset(),
}

OPEN_FOR: dict[str, frozenset[states.State]] = {
    Mark.Party.UNIT: states.WITH_UNIT,
    Mark.Party.VERIFIER: states.states_for(Event.VERIFY, Actor.VERIFIER),
    Mark.Party.ASSURER: states.IN_REVIEW,
    Mark.Party.EVALUATOR: states.states_for(Event.FIX, Actor.EVALUATOR),
    Mark.Party.EXTERNAL: frozenset(),
    Mark.Party.IMPORTED: frozenset(),
}
"""In which states a party may write its own mark."""


def governing(entry: Entry) -> Entry:
    """Return the entry whose state decides: a check's grade, or the entry itself."""
    if entry.node.kind != CHECK or entry.node.parent_id is None:
        return entry
    found = Entry.objects.get(scorecard=entry.scorecard_id, node=entry.node.parent_id, item=entry.item_id)
    found.scorecard = entry.scorecard
    return found


def why_closed(state: str, party: str, window: WindowState | None) -> str:
    """Return why `party` may not change an entry in that state now, or nothing when it may."""
    return window_words(window) if state in OPEN_FOR[party] else _state_words(state, party)


def window_words(window: WindowState | None) -> str:
    """Return why the window forbids writing now, with its date, or nothing when it is open."""
    if window is None:
        return _("No filling period has been set for you yet. Ask the administrator.")
    if window.is_upcoming:
        return _("The filling period opens on %(date)s.") % {"date": day_and_time(window.opens_at)}
    if not window.is_open:
        return _("The filling period closed on %(date)s.") % {"date": day_and_time(window.closes_at)}
    return ""


def day_and_time(moment: datetime) -> str:
    """Return a moment as people here read it: 9 Januari 2025 14.05."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def window_for(user: "User", scorecard: Scorecard, party: str, unit_id: int | None = None) -> WindowState | None:
    """Return the window by which the user may write for a party, None when the user is not of that party here.

    `unit_id` is the unit on whose behalf the user writes where the scorecard is not that unit's own.
    """
    roles = windows.roles_at(user, scorecard, unit_id) & ROLES_OF_PARTY[party]
    return windows.window_of(scorecard, roles, unit_id) if roles else None


def share_of(user: "User", entry: Entry) -> Contribution | None:
    """Return the share that the user's unit has in an entry that another unit answers."""
    units = user.units_as(*windows.UNIT_ROLES)
    if not units:
        return None
    rows = Contribution.objects.filter(entry=entry, unit__in=units).select_related("unit", "changed_by")
    return rows.order_by("pk").first()


def acting_unit_id(user: "User", entry: Entry) -> int | None:
    """Return the unit in whose name the user adds evidence to the entry: the one that answers, or a contributor."""
    if entry.owner_id in user.units_as(*windows.UNIT_ROLES):
        return entry.owner_id
    share = share_of(user, entry)
    return share.unit_id if share else None


def _state_words(state: str, party: str) -> str:
    """Say why; what a unit is told does not give away whether somebody has decided."""
    if party == Mark.Party.UNIT:
        return _("It has been submitted and lies with those who review it; it opens again when it is returned.")
    if state in states.DECIDED:
        return _("The evaluator has fixed the mark; it can no longer be changed here.")
    return _("The unit has not submitted it yet.")
