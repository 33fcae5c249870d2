"""Whose turn it is: which entries a party may change, and in what words it is told no."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.common.policy import Role
from scorecards.entries import windows
from scorecards.entries.models import Entry, Mark, Scorecard
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
}

OPEN_FOR_UNIT = frozenset({Entry.State.EMPTY, Entry.State.DRAFT, Entry.State.RETURNED})
OPEN_FOR_REVIEW = frozenset({Entry.State.SUBMITTED, Entry.State.ACCEPTED})


def governing(entry: Entry) -> Entry:
    """Return the entry whose state decides: a check's grade, or the entry itself."""
    if entry.node.kind != CHECK or entry.node.parent_id is None:
        return entry
    return Entry.objects.get(scorecard=entry.scorecard_id, node=entry.node.parent_id, item=entry.item_id)


def why_closed(state: str, party: str, window: WindowState | None) -> str:
    """Return why `party` may not change an entry in that state now, or nothing when it may."""
    allowed = OPEN_FOR_UNIT if party == Mark.Party.UNIT else OPEN_FOR_REVIEW
    return window_words(window) if state in allowed else _state_words(state)


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


def window_for(user: "User", scorecard: Scorecard, party: str) -> WindowState | None:
    """Return the window by which the user may write for a party, None when the user is not of that party here."""
    roles = windows.roles_at(user, scorecard) & ROLES_OF_PARTY[party]
    return windows.window_of(scorecard, roles) if roles else None


def _state_words(state: str) -> str:
    words = {
        Entry.State.SUBMITTED: _("It has been submitted and lies with the evaluator; it opens again when returned."),
        Entry.State.ACCEPTED: _("The evaluator has verified it; it can no longer be changed."),
    }
    return words.get(state, _("The unit has not submitted it yet."))  # type: ignore[call-overload, no-any-return]
