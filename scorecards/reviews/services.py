"""What evaluators do: accept an entry with a grade, return it with a reason, release a cycle's marks."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.common import work
from scorecards.domain import states
from scorecards.domain.edition import NodeKind
from scorecards.domain.numbers import plain
from scorecards.domain.states import Actor, Event
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Cycle, Entry, Mark, Scorecard
from scorecards.entries.services import locks, save_mark
from scorecards.entries.services.states import move
from scorecards.entries.typed import Unreadable, read_number
from scorecards.reviews import telling
from scorecards.reviews.errors import (
    AboveGate,
    AlreadyReleased,
    NoteRequired,
    NotGraded,
    NothingDecided,
    NotSubmitted,
    ReasonRequired,
    Stale,
    UnknownLevel,
    UnknownNumber,
)
from scorecards.reviews.models import Decision, Release
from scorecards.reviews.selectors.claims import Claim, claim_of

if TYPE_CHECKING:
    from portal.accounts.models import User

Outcome = Decision.Outcome
EVENT_OF = {Outcome.ACCEPTED: Event.FIX, Outcome.RETURNED: Event.RETURN}
STATE_AFTER = {Outcome.ACCEPTED: Entry.State.FIXED, Outcome.RETURNED: Entry.State.RETURNED}


@transaction.atomic
def accept(
    *, entry_id: int, level: str, note: str, seen_version: int, by: "User", seen_decision: int | None = None
) -> Decision:
    """Fix an entry's grade; a grade other than the claim (cut at the gate) needs a note.

    `seen_version` is the version of the unit's mark that was judged, `seen_decision` the id of the last decision
    that stood on the page (0: none; None: not compared). The same decision sent twice is one decision. A mark that
    was fixed may be fixed anew until the cycle's marks are released. Raises ReviewError, or EntryClosed outside the
    evaluators' window.
    """
    entry, note = _locked(entry_id), note.strip()
    made = _same_as_last(entry, Outcome.ACCEPTED, level, note, seen_version, by)
    if made is None:
        claim = _judge(entry, seen_version, seen_decision, by)
        _check_level(claim, level, note)
        _fix_mark(entry, level, note, by)
        made = _decide(entry, Outcome.ACCEPTED, level, note, seen_version, by)
    return made


@transaction.atomic
def send_back(
    *, entry_id: int, reason: str, seen_version: int, by: "User", seen_decision: int | None = None
) -> Decision:
    """Return an entry to its unit, which reads the reason at once; the scorecard waits for the unit again.

    See `accept` for `seen_version` and `seen_decision`. Raises ReviewError, or EntryClosed.
    """
    entry, reason = _locked(entry_id), reason.strip()
    made = _same_as_last(entry, Outcome.RETURNED, "", reason, seen_version, by)
    if made is None:
        _judge(entry, seen_version, seen_decision, by)
        if not reason:
            raise ReasonRequired
        _fix_mark(entry, "", "", by)
        made = _decide(entry, Outcome.RETURNED, "", reason, seen_version, by)
        telling.returned(made)
    return made


@transaction.atomic
def release_marks(*, cycle_id: int, by: "User") -> Release:
    """Let a cycle's units see the evaluator's marks, once and for good; what is decided later they see at once."""
    cycle = Cycle.objects.select_for_update().get(pk=cycle_id)
    released = Release.objects.filter(cycle=cycle).first()
    if released is not None:
        return released
    graded = Entry.objects.filter(scorecard__cycle=cycle).exclude(node__kind=NodeKind.CHECK)
    decided = graded.filter(state__in=states.DECIDED).count()
    if not decided:
        raise NothingDecided
    cycle.marks_released_at = timezone.now()
    cycle.save(update_fields=["marks_released_at"])
    work.request("ranking", cycle.pk)
    made = Release.objects.create(
        cycle=cycle, decided=decided, total=graded.count(), released_by=by, released_at=cycle.marks_released_at
    )
    telling.released(made)
    return made


def _locked(entry_id: int) -> Entry:
    """Read a graded entry behind its scorecard's lock: decisions and the unit's own acts follow one another."""
    entry = locks.locked_entry(entry_id)
    if entry.node.kind == NodeKind.CHECK:
        raise NotGraded
    return entry


def _same_as_last(
    entry: Entry, outcome: Outcome, level: str, reason: str, seen_version: int, by: "User"
) -> Decision | None:
    """Return the decision that stands, when it is this very one: a second click, or a retry on a bad line."""
    last = entry.decisions.order_by("pk").last()
    if last is None or entry.state != STATE_AFTER[outcome]:
        return None
    stands = (last.outcome, last.level, last.reason, last.seen_version, last.decided_by_id)
    return last if stands == (outcome, level, reason, seen_version, by.pk) else None


def _judge(entry: Entry, seen_version: int, seen_decision: int | None, by: "User") -> Claim:
    """Return the claim if it may be decided and is still what the evaluator saw."""
    claim = claim_of(entry)
    if claim.version != seen_version:
        raise Stale
    if seen_decision is not None:
        last = entry.decisions.order_by("pk").last()
        if seen_decision != (last.pk if last else 0):
            raise Stale
    if entry.state not in states.states_for(Event.FIX, Actor.EVALUATOR):
        raise NotSubmitted(Entry.State(entry.state))
    locks.require_turn(entry, Mark.Party.EVALUATOR, by)
    if entry.state == Entry.State.FIXED and entry.scorecard.cycle.marks_released_at:
        raise AlreadyReleased
    return claim


def _check_level(claim: Claim, level: str, note: str) -> None:
    known = tuple(each.code for each in claim.levels)
    if claim.takes_number and not known:
        _check_number(claim, level)
    elif level not in known:
        raise UnknownLevel(level, known)
    if not claim.allows(level):
        raise AboveGate(level, claim.cap, claim.standing.fulfilled, claim.standing.of)
    if level != claim.prefilled and not note and claim.needs_reason:
        raise NoteRequired


def _check_number(claim: Claim, text: str) -> None:
    """Refuse what is not a number of the scale in its plain form, as the form writes it."""
    try:
        value = read_number(claim.edition.scale_of(claim.node), text)
    except Unreadable as error:
        raise UnknownNumber(str(error)) from error
    if plain(value) != text:
        raise UnknownNumber(plain(value))


def _fix_mark(entry: Entry, level: str, note: str, by: "User") -> None:
    """Write the evaluator's own row, the unit's stays as it is; an entry that goes back has no fixed mark any more."""
    mark = Mark.objects.filter(entry=entry, party=Mark.Party.EVALUATOR).first()
    if mark is None and not level:
        return
    edition = edition_of(entry.scorecard.cycle.edition)
    number = bool(level) and not edition.scale_of(edition.node(entry.node.code)).levels
    save_mark(
        entry_id=entry.pk,
        party=Mark.Party.EVALUATOR,
        level="" if number else level,
        value=Decimal(level) if number else None,
        note=note,
        version=mark.version if mark else 0,
        save_key=None,
        by=by,
    )


def _decide(entry: Entry, outcome: Outcome, level: str, reason: str, seen_version: int, by: "User") -> Decision:
    """Write the decision, move the entry, and let scorecard and ranking follow."""
    move([entry], EVENT_OF[outcome], Actor.EVALUATOR)
    Scorecard.objects.filter(pk=entry.scorecard_id).update(input_revision=F("input_revision") + 1)
    work.request("ranking", entry.scorecard.cycle_id)
    return Decision.objects.create(
        entry=entry, outcome=outcome, level=level, reason=reason, seen_version=seen_version, decided_by=by
    )
