"""What every change of an entry begins with."""

from typing import TYPE_CHECKING

from scorecards.domain.states import Actor, Event
from scorecards.entries import turns
from scorecards.entries.models import Entry, Mark, Receipt, Scorecard
from scorecards.entries.services import states
from scorecards.entries.services.errors import EntryClosed

if TYPE_CHECKING:
    from portal.accounts.models import User


def locked_entry(entry_id: int) -> Entry:
    """Lock the entry's scorecard, so that saving, submitting and deciding wait for each other; then read the entry."""
    scorecard = Scorecard.objects.select_for_update(of=("self",)).select_related("cycle__edition").get(entries=entry_id)
    entry = Entry.objects.select_related("node").get(pk=entry_id)
    entry.scorecard = scorecard
    return entry


def require_turn(entry: Entry, party: str, by: "User", unit_id: int | None = None) -> Entry:
    """Raise EntryClosed unless `by` may change the entry for `party` now; return the entry whose state decides.

    `unit_id` is the unit on whose behalf `by` acts, where it is not the one that answers the entry.
    """
    deciding = turns.governing(entry)
    window = turns.window_for(by, entry.scorecard, party, unit_id or entry.owner_id)
    reason = turns.why_closed(deciding.state, party, window)
    if reason:
        raise EntryClosed(reason)
    return deciding


def begin_draft(*entries: Entry) -> None:
    """Note that somebody has begun: an empty entry becomes a draft."""
    states.move([entry for entry in entries if entry.state == Entry.State.EMPTY], Event.BEGIN, Actor.OPERATOR)


def unit_turn(entry_id: int, by: "User") -> tuple[Entry, Entry]:
    """Lock an entry to whose evidence `by` may add now; return it and the entry whose state decides.

    That is the unit which answers the entry, and each that contributes to it.
    """
    entry = locked_entry(entry_id)
    return entry, require_turn(entry, Mark.Party.UNIT, by, turns.acting_unit_id(by, turns.governing(entry)))


def promised_turn(receipt: Receipt) -> tuple[Entry, Entry]:
    """Lock the entry of a file that was announced while it was the unit's turn, and that is whole in time.

    Whatever happened to the entry since, the promise holds; so what the answer is tells nobody whether it was decided.
    """
    entry = locked_entry(receipt.entry_id)
    return entry, turns.governing(entry)
