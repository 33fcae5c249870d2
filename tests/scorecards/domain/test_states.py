"""The table of states: every state, event and actor is walked, and the page that explains it says the same."""

from itertools import product
from pathlib import Path

import pytest

from scorecards.domain.states import (
    DECIDED,
    HANDED_IN,
    IN_REVIEW,
    TABLE,
    WITH_UNIT,
    Actor,
    Event,
    ForbiddenMove,
    State,
    as_told,
    can,
    move,
    states_for,
)

PAGE = Path(__file__).resolve().parents[3] / "docs" / "states.md"

S, E, A = State, Event, Actor
UNIT = {A.OPERATOR, A.HEAD}
EXPECTED: dict[tuple[State, Event], tuple[State, set[Actor]]] = {
    (S.EMPTY, E.BEGIN): (S.DRAFT, UNIT),
    (S.DRAFT, E.COMPLETE): (S.READY, UNIT),
    (S.READY, E.REOPEN): (S.DRAFT, UNIT),
    (S.DRAFT, E.SUBMIT): (S.SUBMITTED, {A.HEAD}),
    (S.READY, E.SUBMIT): (S.SUBMITTED, {A.HEAD}),
    (S.RETURNED, E.SUBMIT): (S.RESUBMITTED, {A.HEAD}),
    (S.SUBMITTED, E.WITHDRAW): (S.DRAFT, {A.HEAD}),
    (S.RESUBMITTED, E.WITHDRAW): (S.RETURNED, {A.HEAD}),
    (S.SUBMITTED, E.VERIFY): (S.VERIFIED, {A.VERIFIER}),
    (S.RESUBMITTED, E.VERIFY): (S.VERIFIED, {A.VERIFIER}),
    (S.VERIFIED, E.VERIFY): (S.VERIFIED, {A.VERIFIER}),
    (S.SUBMITTED, E.RETURN): (S.RETURNED, {A.VERIFIER, A.EVALUATOR}),
    (S.RESUBMITTED, E.RETURN): (S.RETURNED, {A.VERIFIER, A.EVALUATOR}),
    (S.VERIFIED, E.RETURN): (S.RETURNED, {A.VERIFIER, A.EVALUATOR}),
    (S.FIXED, E.RETURN): (S.RETURNED, {A.EVALUATOR}),
    (S.SUBMITTED, E.FIX): (S.FIXED, {A.EVALUATOR}),
    (S.RESUBMITTED, E.FIX): (S.FIXED, {A.EVALUATOR}),
    (S.VERIFIED, E.FIX): (S.FIXED, {A.EVALUATOR}),
    (S.FIXED, E.FIX): (S.FIXED, {A.EVALUATOR}),
    (S.FIXED, E.DISPUTE): (S.DISPUTED, {A.HEAD}),
    (S.DISPUTED, E.RESOLVE): (S.FINAL, {A.SECOND_READER}),
    (S.FIXED, E.LAPSE): (S.FINAL, {A.CLOCK}),
}
"""Every move but the way back of an undo, written once more by hand."""

UNDO = {
    S.VERIFIED: {A.VERIFIER: {S.SUBMITTED, S.RESUBMITTED, S.VERIFIED}},
    S.FIXED: {A.EVALUATOR: {S.SUBMITTED, S.RESUBMITTED, S.VERIFIED, S.FIXED}},
    S.RETURNED: {
        A.VERIFIER: {S.SUBMITTED, S.RESUBMITTED, S.VERIFIED},
        A.EVALUATOR: {S.SUBMITTED, S.RESUBMITTED, S.VERIFIED, S.FIXED},
    },
}


@pytest.mark.parametrize(("state", "event", "actor"), [*product(State, sorted(set(Event) - {E.UNDO}), Actor)])
def test_every_move_is_the_one_expected_or_forbidden(state: State, event: Event, actor: Actor) -> None:
    after, who = EXPECTED.get((state, event), (None, set()))

    if actor in who:
        assert move(state, event, actor) == after
        assert can(state, event, actor)
    else:
        assert not can(state, event, actor)
        with pytest.raises(ForbiddenMove) as refusal:
            move(state, event, actor)
        assert (refusal.value.state, refusal.value.event, refusal.value.actor) == (state, event, actor)


@pytest.mark.parametrize(("state", "to", "actor"), [*product(State, State, Actor)])
def test_an_undo_leads_only_back_to_where_the_entry_can_have_stood(state: State, to: State, actor: Actor) -> None:
    if to in UNDO.get(state, {}).get(actor, set()):
        assert move(state, E.UNDO, actor, to) == to
    else:
        with pytest.raises(ForbiddenMove):
            move(state, E.UNDO, actor, to)


def test_an_undo_without_a_way_is_refused() -> None:
    with pytest.raises(ForbiddenMove):
        move(S.FIXED, E.UNDO, A.EVALUATOR)


def test_every_state_is_reached_and_lies_on_one_side() -> None:
    reached = {S.EMPTY} | {rule.after for rule in TABLE}

    assert reached == set(State)
    assert set(State) == WITH_UNIT | IN_REVIEW | DECIDED
    assert not WITH_UNIT & HANDED_IN
    assert not IN_REVIEW & DECIDED


def test_what_is_final_stays() -> None:
    assert not any(can(S.FINAL, event, actor) for event, actor in product(Event, Actor))


def test_the_states_in_which_somebody_may_act_follow_from_the_table() -> None:
    assert states_for(E.FIX, A.EVALUATOR) == IN_REVIEW | {S.FIXED}
    assert states_for(E.VERIFY, A.VERIFIER) == IN_REVIEW
    assert states_for(E.FIX, A.HEAD) == frozenset()


def test_before_the_release_a_unit_cannot_tell_what_was_decided() -> None:
    assert {as_told(state, is_released=False) for state in HANDED_IN} == {S.SUBMITTED}
    assert [as_told(state, is_released=False) for state in WITH_UNIT] == list(WITH_UNIT)
    assert [as_told(state, is_released=True) for state in State] == list(State)


def test_the_page_shows_the_table() -> None:
    lines = {
        f"| {rule.event} | {', '.join(s for s in State if s in rule.before)} | {rule.after} | "
        f"{', '.join(a for a in Actor if a in rule.who)} |"
        for rule in TABLE
    }
    text = PAGE.read_text()
    shown = {line for line in text.split("\n## Moves", 1)[1].splitlines() if line.startswith("| ")}

    assert shown - {"| event | from | to | who |"} == lines
