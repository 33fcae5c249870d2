"""Where days come from, and that plans count with exactly these."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.domain import climb
from scorecards.domain.effort import EACH_POINT, Effort, Efforts, Source, observed, working_days
from scorecards.domain.scoring import score
from scorecards.domain.states import State
from tests.scorecards.domain.documents import CITED, edition, node
from tests.scorecards.domain.test_climb import GRADED, SAKIP, brute, ticks

MONDAY = date(2025, 1, 6)
LEVELS = [level.code for level in SAKIP.scale_of(SAKIP.node("1.a")).levels]
few = st.builds(Fraction, st.integers(0, 9), st.sampled_from([1, 2, 3]))
steps = st.tuples(st.sampled_from(GRADED[:4]), st.sampled_from(LEVELS))
known = st.builds(
    Efforts,
    assumed=st.builds(Effort, few, few),
    estimated=st.dictionaries(steps, few, max_size=9),
    observed=st.dictionaries(st.sampled_from(GRADED[:4]), few, max_size=3),
)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def test_the_units_estimate_comes_first_then_what_was_observed_then_the_assumption() -> None:
    efforts = Efforts(estimated={("1.a", "B"): Fraction(7, 2)}, observed={"1.a": Fraction(4)})
    assert (efforts.part("1.a", "B", 2).days, efforts.part("1.a", "B", 2).source) == (Fraction(7, 2), Source.ESTIMATED)
    assert (efforts.part("1.a", "BB", 2).days, efforts.part("1.a", "BB", 2).source) == (Fraction(4), Source.OBSERVED)
    assert (efforts.part("1.b", "BB", 2).days, efforts.part("1.b", "BB", 2).source) == (Fraction(8), Source.ASSUMED)


def test_an_estimate_of_no_days_is_an_estimate() -> None:
    assert Efforts(estimated={("1.a", "B"): Fraction(0)}).part("1.a", "B", 1).source == Source.ESTIMATED


def test_a_scale_without_levels_is_estimated_by_the_point() -> None:
    made = edition(
        node("a", rule="value", scale="whole", weight="10"),
        maximum="10",
        scales=[{"code": "whole", "name": "whole", "minimum": "0", "maximum": "10", "whole": True, **CITED}],
    )
    efforts = Efforts(estimated={("a", EACH_POINT): Fraction(3)})
    (rising,) = climb.moves_of(made, score(made, {"a": 7}), None, ["a"], efforts)
    assert [(one.to, one.effort) for one in rising] == [
        (str(to), Fraction(days)) for to, days in ((8, 3), (9, 6), (10, 9))
    ]


@pytest.mark.parametrize("wrong", [{"estimated": {("a", "b"): Fraction(-1)}}, {"observed": {"a": Fraction(-1)}}])
def test_days_are_never_negative(wrong: dict[str, dict[object, Fraction]]) -> None:
    with pytest.raises(ValueError, match="never negative"):
        Efforts(**wrong)  # type: ignore[arg-type]


@given(known, st.integers(0, 13), st.builds(Fraction, st.integers(1, 90), st.sampled_from([1, 3, 7])))
def test_with_any_estimates_the_plan_is_the_best_of_all_plans(efforts: Efforts, fulfilled: int, gap: Fraction) -> None:
    checks = ticks(fulfilled)
    outcome = score(SAKIP, dict.fromkeys(GRADED, "C"), checks=checks)
    choices = climb.moves_of(SAKIP, outcome, checks, GRADED[:4], efforts)
    assert climb.cheapest(choices, gap) == brute(choices, gap)
    for move in (move for moves in choices for move in moves):
        assert sum(part.days for part in move.parts) == sum(move.sources.values()) == move.effort
        assert move.parts[-1].to == move.to


def test_days_with_the_unit_are_counted_and_divided_by_the_steps() -> None:
    """Monday to Wednesday until the hand-in, then Thursday and Friday after a return: five days over two steps."""
    moves = [
        (day(-3), State.EMPTY),
        (day(0), State.DRAFT),
        (day(1), State.READY),
        (day(2), State.SUBMITTED),
        (day(3), State.RETURNED),
        (day(4), State.RESUBMITTED),
        (day(9), State.FINAL),
    ]
    assert observed(moves, 2) == Fraction(5, 2)
    assert observed(moves, 0) == 5


def test_weekends_do_not_count_and_a_day_counts_once() -> None:
    moves = [(day(4), State.DRAFT), (day(7), State.SUBMITTED), (day(7), State.DRAFT), (day(7), State.SUBMITTED)]
    assert observed(moves, 1) == 2
    assert working_days(day(5), day(6)) == set()


@pytest.mark.parametrize(
    "moves",
    [
        [],
        [(day(0), State.FINAL)],
        [(day(0), State.EMPTY), (day(1), State.SUBMITTED)],
        [(day(0), State.DRAFT), (day(1), State.READY)],
        [(day(5), State.DRAFT), (day(6), State.SUBMITTED)],
    ],
)
def test_without_a_beginning_or_a_hand_in_nothing_is_observed(moves: list[tuple[date, State]]) -> None:
    assert observed(moves, 1) is None


def test_steps_are_counted_from_the_lowest_answer() -> None:
    found = [climb.steps_to(SAKIP, SAKIP.node("1.a"), level) for level in ("E", "D", "BB", "?")]
    assert found == [0, 1, 5, None]
