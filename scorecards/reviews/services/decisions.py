"""What a reviewer does with one entry: accept it with a grade, return it with a reason, take that back.

The three parties do the same with different effect: a verifier's acceptance verifies, a quality assurer's only puts
its own mark beside the others, an evaluator's fixes the mark. Each writes its own row.
"""

from typing import TYPE_CHECKING

from django.db import transaction

from portal.common.policy import Role
from scorecards.domain import states
from scorecards.domain.edition import NodeKind
from scorecards.domain.states import Actor, Event, State
from scorecards.entries import turns, windows
from scorecards.entries.models import Entry, Mark
from scorecards.entries.services import locks, results, save_mark
from scorecards.entries.services.errors import EntryClosed
from scorecards.entries.services.states import move
from scorecards.reviews import telling
from scorecards.reviews.errors import (
    AlreadyReleased,
    CannotUndo,
    NotGraded,
    NotSubmitted,
    NotVerified,
    ReasonRequired,
    Stale,
)
from scorecards.reviews.models import Assignment, Decision
from scorecards.reviews.selectors.claims import Claim, claim_of
from scorecards.reviews.selectors.history import changes_since, standing_decisions
from scorecards.reviews.services.grades import as_mark, require_grade

if TYPE_CHECKING:
    from portal.accounts.models import User

Outcome, Party = Decision.Outcome, Mark.Party

ACTORS = {Party.VERIFIER: Actor.VERIFIER, Party.ASSURER: Actor.ASSURER, Party.EVALUATOR: Actor.EVALUATOR}
ACCEPTING = {Party.VERIFIER: Event.VERIFY, Party.EVALUATOR: Event.FIX}
"""What an acceptance does to the state; an assurer's does nothing to it."""


@transaction.atomic
def accept(
    *,
    entry_id: int,
    level: str,
    note: str,
    seen_version: int,
    by: "User",
    party: Mark.Party = Party.EVALUATOR,
    seen_decision: int | None = None,
) -> Decision:
    """Give an entry the party's grade; a grade other than the claim (cut at the gate) needs a note.

    `seen_version` is the version of the unit's mark that was judged, `seen_decision` the id of the last decision
    that stood on the page (0: none; None: not compared). The same decision sent twice is one decision. A mark that
    was fixed may be fixed anew until the cycle's marks are released. Raises ReviewError, or EntryClosed outside the
    party's window.
    """
    entry, note = _locked(entry_id), note.strip()
    made = _same_as_last(entry, party, Outcome.ACCEPTED, level, note, seen_version, by)
    if made is None:
        claim = _judge(entry, party, seen_version, seen_decision, by)
        if party == Party.EVALUATOR:
            _require_verified(entry)
        require_grade(claim, level, note)
        _write_mark(entry, party, level, note, by)
        made = _decide(entry, party, Outcome.ACCEPTED, level, note, seen_version, by)
    return made


@transaction.atomic
def send_back(
    *,
    entry_id: int,
    reason: str,
    seen_version: int,
    by: "User",
    party: Mark.Party = Party.EVALUATOR,
    seen_decision: int | None = None,
) -> Decision:
    """Return an entry to its unit, which reads the reason at once; the scorecard waits for the unit again.

    See `accept` for `seen_version` and `seen_decision`. Raises ReviewError, or EntryClosed.
    """
    entry, reason = _locked(entry_id), reason.strip()
    made = _same_as_last(entry, party, Outcome.RETURNED, "", reason, seen_version, by)
    if made is None:
        _judge(entry, party, seen_version, seen_decision, by)
        if not reason:
            raise ReasonRequired
        _write_mark(entry, party, "", "", by)
        made = _decide(entry, party, Outcome.RETURNED, "", reason, seen_version, by)
        telling.returned(made)
    return made


@transaction.atomic
def undo(*, entry_id: int, seen_decision: int, by: "User", party: Mark.Party = Party.EVALUATOR) -> Decision:
    """Take back one's own last decision on an entry, as long as nothing has happened since.

    The entry stands where it stood before, and so does the party's own mark. CannotUndo when somebody decided after
    it, when the unit has begun to correct, or when the marks are released.
    """
    entry = _locked(entry_id)
    last = entry.decisions.order_by("pk").last()
    if last is None or last.outcome == Outcome.UNDONE or (last.pk, last.party) != (seen_decision, party):
        raise CannotUndo
    after = _state_after(entry, party, last.outcome)
    is_known = party == Party.EVALUATOR and entry.scorecard.cycle.marks_released_at is not None
    if last.decided_by_id != by.pk or entry.state != after or is_known:
        raise CannotUndo
    if changes_since(entry, claim_of(entry), last.decided_at):
        raise CannotUndo
    reason = turns.window_words(turns.window_for(by, entry.scorecard, party))
    if reason:
        raise EntryClosed(reason)
    if party in ACCEPTING:
        move([entry], Event.UNDO, ACTORS[party], to=State(last.state_before))
    earlier = [each for each in standing_decisions(entry.decisions.order_by("pk")) if each.party == party][:-1]
    stands = earlier[-1] if earlier and earlier[-1].outcome == Outcome.ACCEPTED else None
    _write_mark(entry, party, stands.level if stands else "", stands.reason if stands else "", by)
    results.follow([entry.scorecard])
    return Decision.objects.create(
        entry=entry, party=party, outcome=Outcome.UNDONE, seen_version=last.seen_version, decided_by=by
    )


def _locked(entry_id: int) -> Entry:
    """Read a graded entry behind its scorecard's lock: decisions and the unit's own acts follow one another."""
    entry = locks.locked_entry(entry_id)
    if entry.node.kind == NodeKind.CHECK:
        raise NotGraded
    return entry


def _state_after(entry: Entry, party: Mark.Party, outcome: str) -> str:
    """Return where an entry stands after that decision; an assurer's leaves it where it is."""
    if outcome == Outcome.RETURNED:
        return State.RETURNED
    return {Party.VERIFIER: State.VERIFIED, Party.EVALUATOR: State.FIXED}.get(party, State(entry.state))


def _same_as_last(
    entry: Entry, party: Mark.Party, outcome: Decision.Outcome, level: str, reason: str, seen_version: int, by: "User"
) -> Decision | None:
    """Return the decision that stands, when it is this very one: a second click, or a retry on a bad line."""
    last = entry.decisions.order_by("pk").last()
    if last is None or entry.state != _state_after(entry, party, outcome):
        return None
    stands = (last.party, last.outcome, last.level, last.reason, last.seen_version, last.decided_by_id)
    return last if stands == (party, outcome, level, reason, seen_version, by.pk) else None


def _judge(entry: Entry, party: Mark.Party, seen_version: int, seen_decision: int | None, by: "User") -> Claim:
    """Return the claim if it may be decided and is still what the reviewer saw."""
    claim = claim_of(entry)
    if claim.version != seen_version:
        raise Stale
    if seen_decision is not None:
        last = entry.decisions.order_by("pk").last()
        if seen_decision != (last.pk if last else 0):
            raise Stale
    if entry.state not in turns.OPEN_FOR[party]:
        raise NotSubmitted(Entry.State(entry.state))
    locks.require_turn(entry, party, by)
    if entry.state == State.FIXED and entry.scorecard.cycle.marks_released_at:
        raise AlreadyReleased
    return claim


def _require_verified(entry: Entry) -> None:
    """Let the verifier go first, where one is assigned and still has time."""
    if entry.state not in states.IN_REVIEW - {State.VERIFIED}:
        return
    one = Entry.objects.filter(pk=entry.pk)
    if not one.filter(Assignment.objects.exists_for()).exists():
        return
    window = windows.window_of(entry.scorecard, [Role.VERIFIER])
    if window is not None and window.is_open:
        raise NotVerified(window.closes_at)


def _write_mark(entry: Entry, party: Mark.Party, level: str, note: str, by: "User") -> None:
    """Write the party's own row, no other's; an entry that the party returns has no mark of it any more."""
    mark = Mark.objects.filter(entry=entry, party=party).first()
    if mark is None and not level:
        return
    save_mark(
        entry_id=entry.pk,
        party=party,
        **as_mark(entry, level),
        note=note,
        version=mark.version if mark else 0,
        save_key=None,
        by=by,
    )


def _decide(
    entry: Entry, party: Mark.Party, outcome: Decision.Outcome, level: str, reason: str, seen_version: int, by: "User"
) -> Decision:
    """Write the decision, move the entry, and let scorecard and ranking follow."""
    before = entry.state
    event = Event.RETURN if outcome == Outcome.RETURNED else ACCEPTING.get(party)
    if event is not None:
        move([entry], event, ACTORS[party])
        results.follow([entry.scorecard])
    return Decision.objects.create(
        entry=entry,
        party=party,
        outcome=outcome,
        level=level,
        reason=reason,
        seen_version=seen_version,
        state_before=before,
        decided_by=by,
    )
