"""The states of an entry and every move between them, as one table: event, from, to, and who may cause it.

Nothing else decides whether an entry may move. Services look a move up here and write it; pages ask what is possible;
docs/states.md shows the table, and a test compares the two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an answer stands between the unit and those who review it."""

    EMPTY = "empty"
    DRAFT = "draft"
    READY = "ready"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    VERIFIED = "verified"
    FIXED = "fixed"
    DISPUTED = "disputed"
    FINAL = "final"


class Event(StrEnum):
    """What happens to an entry."""

    BEGIN = "begin"
    COMPLETE = "complete"
    REOPEN = "reopen"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    VERIFY = "verify"
    RETURN = "return"
    FIX = "fix"
    UNDO = "undo"
    DISPUTE = "dispute"
    RESOLVE = "resolve"
    LAPSE = "lapse"


class Actor(StrEnum):
    """Who causes an event. The second reader is an evaluator who did not fix the mark; the clock is a deadline."""

    OPERATOR = "operator"
    HEAD = "head"
    VERIFIER = "verifier"
    ASSURER = "assurer"
    EVALUATOR = "evaluator"
    SECOND_READER = "second_reader"
    CLOCK = "clock"


@dataclass(frozen=True)
class Rule:
    """One line of the table."""

    event: Event
    before: frozenset[State]
    after: State
    who: frozenset[Actor]


class ForbiddenMove(Exception):  # the name says what it is
    """The table has no such move."""

    def __init__(self, state: State, event: Event, actor: Actor) -> None:
        """Keep what was tried."""
        super().__init__(f"{actor} may not {event} what is {state}")
        self.state, self.event, self.actor = state, event, actor


def _rule(event: Event, before: Iterable[State], after: State, *who: Actor) -> Rule:
    return Rule(event, frozenset(before), after, frozenset(who))


_S, _E, _A = State, Event, Actor

TABLE: tuple[Rule, ...] = (
    _rule(_E.BEGIN, [_S.EMPTY], _S.DRAFT, _A.OPERATOR, _A.HEAD),
    _rule(_E.COMPLETE, [_S.DRAFT], _S.READY, _A.OPERATOR, _A.HEAD),
    _rule(_E.REOPEN, [_S.READY], _S.DRAFT, _A.OPERATOR, _A.HEAD),
    _rule(_E.SUBMIT, [_S.DRAFT, _S.READY], _S.SUBMITTED, _A.HEAD),
    _rule(_E.SUBMIT, [_S.RETURNED], _S.RESUBMITTED, _A.HEAD),
    _rule(_E.WITHDRAW, [_S.SUBMITTED], _S.DRAFT, _A.HEAD),
    _rule(_E.WITHDRAW, [_S.RESUBMITTED], _S.RETURNED, _A.HEAD),
    _rule(_E.VERIFY, [_S.SUBMITTED, _S.RESUBMITTED, _S.VERIFIED], _S.VERIFIED, _A.VERIFIER),
    _rule(_E.RETURN, [_S.SUBMITTED, _S.RESUBMITTED, _S.VERIFIED], _S.RETURNED, _A.VERIFIER, _A.EVALUATOR),
    _rule(_E.RETURN, [_S.FIXED], _S.RETURNED, _A.EVALUATOR),
    _rule(_E.FIX, [_S.SUBMITTED, _S.RESUBMITTED, _S.VERIFIED, _S.FIXED], _S.FIXED, _A.EVALUATOR),
    _rule(_E.UNDO, [_S.VERIFIED, _S.RETURNED], _S.SUBMITTED, _A.VERIFIER),
    _rule(_E.UNDO, [_S.VERIFIED, _S.RETURNED], _S.RESUBMITTED, _A.VERIFIER),
    _rule(_E.UNDO, [_S.VERIFIED, _S.RETURNED], _S.VERIFIED, _A.VERIFIER),
    _rule(_E.UNDO, [_S.FIXED, _S.RETURNED], _S.SUBMITTED, _A.EVALUATOR),
    _rule(_E.UNDO, [_S.FIXED, _S.RETURNED], _S.RESUBMITTED, _A.EVALUATOR),
    _rule(_E.UNDO, [_S.FIXED, _S.RETURNED], _S.VERIFIED, _A.EVALUATOR),
    _rule(_E.UNDO, [_S.FIXED, _S.RETURNED], _S.FIXED, _A.EVALUATOR),
    _rule(_E.DISPUTE, [_S.FIXED], _S.DISPUTED, _A.HEAD),
    _rule(_E.RESOLVE, [_S.DISPUTED], _S.FINAL, _A.SECOND_READER),
    _rule(_E.LAPSE, [_S.FIXED], _S.FINAL, _A.CLOCK),
)
"""Every move that there is. An undo leads back to where the entry stood, so it alone has several ways from a state."""

WITH_UNIT = frozenset({State.EMPTY, State.DRAFT, State.READY, State.RETURNED})
"""The unit may change the answer."""

IN_REVIEW = frozenset({State.SUBMITTED, State.RESUBMITTED, State.VERIFIED})
"""It was handed in, and no mark is fixed."""

DECIDED = frozenset({State.FIXED, State.DISPUTED, State.FINAL})
"""The evaluator's mark counts: these make the verified layer."""

HANDED_IN = IN_REVIEW | DECIDED


def move(state: State | str, event: Event, actor: Actor, to: State | None = None) -> State:
    """Return the state after an event; ForbiddenMove when the table has no such line.

    `to` picks one of several ways, which only an undo has.

    >>> str(move("returned", Event.SUBMIT, Actor.HEAD))
    'resubmitted'
    """
    before = State(state)
    ways = [rule.after for rule in TABLE if rule.event == event and before in rule.before and actor in rule.who]
    found = [after for after in ways if to in {None, after}]
    if len(found) != 1:
        raise ForbiddenMove(before, event, actor)
    return found[0]


def can(state: State | str, event: Event, actor: Actor) -> bool:
    """Return whether the actor may cause the event in that state."""
    return any(rule.event == event and state in rule.before and actor in rule.who for rule in TABLE)


def states_for(event: Event, actor: Actor) -> frozenset[State]:
    """Return the states in which the actor may cause the event."""
    return frozenset(state for state in State if can(state, event, actor))


def as_told(state: State | str, *, is_released: bool) -> State:
    """Return the state as a unit is told it: before the marks are released, nothing of how the review goes.

    What was handed in looks alike then, corrected or not, whether or not somebody has decided on it. A return shows:
    it is meant for the unit.
    """
    found = State(state)
    return State.SUBMITTED if found in HANDED_IN and not is_released else found
