"""The plan of least effort, against every plan there is."""

from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.domain import climb
from scorecards.domain.climb import Choices, Move, NoPlan, Plan
from scorecards.domain.edition import Edition, NodeKind
from scorecards.domain.effort import Effort, Efforts
from scorecards.domain.gates import cap
from scorecards.domain.layers import layers
from scorecards.domain.ranking import ranks
from scorecards.domain.scoring import Outcome, score
from scorecards.instruments.reader import read
from tests.scorecards.domain.documents import CITED, edition, group, node
from tests.scorecards.domain.strategies import decimals, sakip

SAKIP = read("sakip/2021").edition
GRADED = [node.code for node in SAKIP.answerable()]
CHECKS = [node.code for node in SAKIP.nodes if node.kind is NodeKind.CHECK]

fractions = st.builds(Fraction, st.integers(1, 9), st.sampled_from([1, 3, 4]))
days = st.builds(Fraction, st.integers(0, 6), st.sampled_from([1, 2]))
moves = st.builds(lambda gain, effort: Move("", "", "", gain, effort), fractions, days)
choices = st.lists(st.lists(moves, max_size=3), max_size=5)


def move(gain: str, effort: str, node: str = "") -> Move:
    return Move(node, "", "", Fraction(gain), Fraction(effort))


def brute(choices: Choices, gap: Fraction) -> Plan | None:
    """Try every combination; the best by effort, number of moves, points, and then whose nodes stand first."""
    found = []
    for picked in product(*(range(-1, len(moves)) for moves in choices)):
        plan = Plan(tuple(choices[place][number] for place, number in enumerate(picked) if number >= 0))
        places = tuple((place, number) for place, number in enumerate(picked) if number >= 0)
        if plan.gain >= gap:
            found.append(((plan.effort, len(plan.moves), -plan.gain, places), plan))
    return min(found, key=lambda one: one[0])[1] if found else None


@given(choices, st.builds(Fraction, st.integers(1, 90), st.sampled_from([1, 2, 3])))
def test_plan_is_the_best_of_all_plans(choices: Choices, gap: Fraction) -> None:
    assert climb.cheapest(choices, gap) == brute(choices, gap)


@given(choices)
def test_what_no_plan_reaches_is_more_than_all_best_moves_add_up_to(choices: Choices) -> None:
    top = climb.most(choices)
    found = climb.cheapest(choices, top)
    assert found is not None
    assert found.gain == top
    assert climb.cheapest(choices, top + Fraction(1, 100)) is None


@pytest.mark.parametrize("gap", ["0", "-3"])
def test_who_is_there_already_needs_nothing(gap: str) -> None:
    assert climb.cheapest([[move("1", "1")]], Fraction(gap)) == Plan(())


def test_two_small_moves_beat_the_move_with_the_best_rate() -> None:
    """Greedy by rate takes 6 points for 6 days and then 4 more days; the best is 5 + 5 for 9."""
    choices = [[move("6", "6", "a")], [move("5", "5", "b")], [move("5", "4", "c")]]
    found = climb.cheapest(choices, Fraction(10))
    assert found is not None
    assert [one.node for one in found.moves] == ["b", "c"]
    assert found.effort == 9


def test_equal_effort_prefers_fewer_moves_then_more_points_then_the_first_nodes() -> None:
    two, one, more = [move("1", "1", "a")], [move("2", "2", "b")], [move("3", "2", "c")]

    def nodes(*choices: list[Move]) -> list[str]:
        plan = climb.cheapest(choices, Fraction(2))
        return [] if plan is None else [move.node for move in plan.moves]

    assert nodes(two, two, one) == ["b"]
    assert nodes(one, more) == ["c"]
    assert nodes([move("2", "2", "x")], one) == ["x"]


def test_single_moves_stand_by_points_per_day_and_free_ones_first() -> None:
    found = climb.by_rate(
        [[move("1", "2", "a"), move("3", "3", "a")], [], [move("1", "0", "b")], [move("4", "2", "c")]]
    )
    assert [(one.node, one.rate) for one in found] == [("b", None), ("c", 2), ("a", 1)]


@given(st.lists(decimals("0", "9", 1), max_size=6), st.integers(1, 8), decimals("0", "9", 1))
def test_total_for_a_rank_is_the_least_that_holds_it(others: list[Decimal], rank: int, own: Decimal) -> None:
    needed = climb.total_for_rank(others, rank)
    held = ranks({"own": own, **{str(place): total for place, total in enumerate(others)}})["own"]
    assert held is not None
    assert (held <= rank) == (needed is None or own >= needed)


def test_there_is_no_rank_zero() -> None:
    with pytest.raises(ValueError, match="first rank"):
        climb.total_for_rank([], 0)


@pytest.mark.parametrize("days", [(-1, 0), (0, -1)])
def test_effort_is_never_negative(days: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="never negative"):
        Effort(Fraction(days[0]), Fraction(days[1]))


def test_total_for_a_band_minds_its_open_edge() -> None:
    bands = {band.code: climb.total_for_band(SAKIP, band) for band in SAKIP.bands}
    assert (bands["A"], bands["D"]) == (Decimal("80.01"), Decimal("0.00"))


def ticks(fulfilled: int) -> dict[str, Any]:
    """Return the checks of SAKIP with the first so many of each sub-component fulfilled."""
    return {check.code: place < fulfilled for code in GRADED for place, check in enumerate(SAKIP.checks(code))}


def planned(
    edition: Edition, answers: dict[str, Any], target: str, checks: dict[str, Any] | None = None
) -> tuple[Outcome, Plan | None]:
    outcome = layers(edition, answers, answers, (), checks=checks).verified
    choices = climb.moves_of(edition, outcome, checks, [node.code for node in edition.nodes], Efforts())
    return outcome, climb.cheapest(choices, climb.gap_to(outcome, Decimal(target)))


@given(sakip, st.integers(0, 13), decimals("0", "80"))
def test_a_plan_that_is_done_reaches_the_target_by_the_engine(
    answers: dict[str, str], fulfilled: int, target: Decimal
) -> None:
    """With the planned grades, and as many checks as each move says, the engine's total is what was promised."""
    checks = ticks(fulfilled)
    outcome, plan = planned(SAKIP, answers, str(target), checks)
    if plan is None:
        # Each sub-component at what all checks propose (BB), or higher where it already counts as more.
        best = {code: "BB" if (outcome.nodes[code].value or 0) <= 80 else outcome.nodes[code].given for code in GRADED}
        done = score(SAKIP, best, checks=dict.fromkeys(CHECKS, True))
        assert done.total is not None
        assert done.total < target
        return
    after = dict(checks)
    for move in plan.moves:
        undone = [check.code for check in SAKIP.checks(move.node) if not after[check.code]]
        after |= dict.fromkeys(undone[: move.checks], True)
    done = score(SAKIP, answers | {move.node: move.to for move in plan.moves}, checks=after)
    assert done.nodes["SAKIP"].exact == (outcome.nodes["SAKIP"].exact or 0) + plan.gain
    assert done.total is not None
    assert done.total >= target
    assert all(move.to in {"D", "C", "CC", "B", "BB"} for move in plan.moves)


def test_checks_are_the_fewest_that_allow_the_grade_and_are_part_of_the_effort() -> None:
    """1.a has 6 checks: with 3 fulfilled it counts as C; CC takes 1 more, B 2 more, BB all."""
    answers, checks = dict.fromkeys(GRADED, "BB"), ticks(3)
    outcome = score(SAKIP, answers, checks=checks)
    (rising,) = climb.moves_of(SAKIP, outcome, checks, ["1.a"], Efforts(Effort(Fraction(2), Fraction(3))))
    assert [(one.now, one.to, one.checks, int(one.effort)) for one in rising] == [
        ("C", "CC", 1, 5), ("C", "B", 2, 10), ("C", "BB", 3, 15),
    ]  # fmt: skip
    assert [one.gain for one in rising] == [Fraction("0.6"), Fraction("1.2"), Fraction("1.8")]
    assert cap(SAKIP, "1.a", 4, 6) == "CC"


def test_a_check_that_need_not_apply_is_not_counted() -> None:
    checks = ticks(13) | {"1.a.1": None, "1.a.2": None, "1.a.3": False}
    outcome = score(SAKIP, dict.fromkeys(GRADED, "CC"), checks={**checks, "1.a.1": "N/A", "1.a.2": "N/A"})
    (rising,) = climb.moves_of(SAKIP, outcome, checks, ["1.a"], Efforts())
    assert [(one.to, one.checks) for one in rising] == [("B", 1), ("BB", 1)]


def test_a_grade_that_asks_for_years_is_not_planned() -> None:
    outcome = score(SAKIP, dict.fromkeys(GRADED, "BB"), checks=ticks(13))
    assert climb.moves_of(SAKIP, outcome, ticks(13), GRADED, Efforts()) == []


def test_rounding_of_the_total_is_part_of_the_gap() -> None:
    outcome = score(SAKIP, dict.fromkeys(GRADED, "B"))
    assert climb.gap_to(outcome, Decimal("70.01")) == Fraction("0.005")
    assert climb.gap_to(outcome, Decimal("70.00")) < 0


def test_an_unknown_total_has_no_gap() -> None:
    with pytest.raises(NoPlan, match="unknown"):
        climb.gap_to(score(SAKIP, {}), Decimal(1))


@given(st.integers(0, 10), st.integers(0, 10), st.sampled_from(["N/A", "3"]), decimals("0", "120"))
def test_weights_factors_and_shares_of_what_does_not_apply_multiply(a: int, b: int, c: str, target: Decimal) -> None:
    """Whole numbers rise by one; what does not apply leaves its points to the others."""
    made = edition(
        group("G", "120", rule="weighted", factor="2"),
        node("a", "G", rule="value", scale="whole", weight="3"),
        node("b", "G", rule="value", scale="whole", weight="2", places=1),
        node("c", "G", rule="value", weight="1", skippable=True),
        node("i", rule="none", scale="whole", weight="0"),
        maximum="120",
        not_applicable="redistribute",
        scales=[
            {"code": "whole", "name": "whole", "minimum": "0", "maximum": "10", "whole": True, **CITED},
            {"code": "ten", "name": "ten", "minimum": "0", "maximum": "10", **CITED},
        ],
    )
    answers = {"a": a, "b": b, "c": c, "i": 1}
    outcome, plan = planned(made, answers, str(target))
    done = score(made, {**answers, "a": 10, "b": 10} if plan is None else answers | _given(plan))
    assert done.total is not None
    assert (done.total >= target) == (plan is not None)
    if plan is not None:
        assert (done.nodes["R"].exact or 0) - (outcome.nodes["R"].exact or 0) == plan.gain


def test_what_has_no_points_or_does_not_apply_does_not_rise() -> None:
    made = edition(node("a", scale="grade", skippable=True), node("b", scale="grade", weight="0"), node("c"))
    outcome = score(made, {"a": "N/A", "b": "C", "c": 1})
    assert climb.moves_of(made, outcome, None, ["a", "b", "c"], Efforts()) == []


def test_an_edition_that_rounds_inside_gets_no_plan() -> None:
    made = edition(group("G", "10", places=0), node("a", "G"), node("b"))
    with pytest.raises(NoPlan, match="rounds inside"):
        climb.moves_of(made, score(made, {"a": 1, "b": 1}), None, ["a"], Efforts())


def _given(plan: Plan) -> dict[str, Any]:
    return {move.node: int(move.to) for move in plan.moves}
