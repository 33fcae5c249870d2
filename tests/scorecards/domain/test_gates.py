"""What the share of fulfilled checks proposes, allows and opens."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.domain.gates import NextStep, cap, gate_value, next_step, propose
from scorecards.instruments.reader import read

SAKIP = read("sakip/2021").edition
counts = st.integers(1, 12).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("fulfilled", "of", "proposed", "highest"),
    [(8, 8, "BB", "AA"), (7, 8, "B", "B"), (6, 8, "CC", "CC"), (5, 8, "CC", "CC"), (4, 8, "C", "C"), (3, 8, "C", "C"),
     (2, 8, "D", "D"), (1, 8, "D", "D"), (0, 8, "E", "E"), (1, 1, "BB", "AA"), (2, 3, "CC", "CC"), (5, 6, "B", "B")],
)  # fmt: skip
def test_share_proposes_and_caps(fulfilled: int, of: int, proposed: str, highest: str) -> None:
    assert (propose(SAKIP, "1.c", fulfilled, of), cap(SAKIP, "1.c", fulfilled, of)) == (proposed, highest)


@given(counts)
def test_one_more_check_never_lowers_the_gate(count: tuple[int, int]) -> None:
    fulfilled, of = count
    level = SAKIP.scales["grade"].level
    if fulfilled < of:
        for rule in (propose, cap):
            assert level(rule(SAKIP, "1.c", fulfilled + 1, of)).value >= level(rule(SAKIP, "1.c", fulfilled, of)).value


def test_value_of_a_check_is_the_step_that_it_opens() -> None:
    """1.c has 8 checks and weight 15: 6 of 8 propose CC (9 points), 7 propose B (10.5), 8 propose BB (12)."""
    assert gate_value(SAKIP, "1.c", 6, 8) == Fraction("1.5")
    assert gate_value(SAKIP, "1.c", 4, 8) == Fraction("1.5")
    assert gate_value(SAKIP, "1.c", 5, 8) == 0
    assert gate_value(SAKIP, "1.c", 8, 8) == 0


def test_next_step_counts_the_checks_it_takes() -> None:
    assert next_step(SAKIP, "1.c", 5, 8) == NextStep(needed=2, grade="B", points=Fraction("1.5"))
    assert next_step(SAKIP, "1.c", 0, 8) == NextStep(needed=1, grade="D", points=Fraction("4.5"))
    assert next_step(SAKIP, "1.c", 8, 8) is None


@given(counts)
def test_next_step_is_the_first_that_pays(count: tuple[int, int]) -> None:
    fulfilled, of = count
    step = next_step(SAKIP, "2.c", fulfilled, of)
    gains = [gate_value(SAKIP, "2.c", now, of) for now in range(fulfilled, of)]
    if step is None:
        assert not any(gains)
    else:
        assert not any(gains[: step.needed - 1])
        assert step.points == gains[step.needed - 1] > 0


@pytest.mark.parametrize(("fulfilled", "of"), [(-1, 3), (4, 3), (0, 0)])
def test_impossible_counts_are_refused(fulfilled: int, of: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        propose(SAKIP, "1.a", fulfilled, of)


def test_a_node_without_gate_is_refused() -> None:
    with pytest.raises(KeyError, match="no gate on 1"):
        cap(SAKIP, "1", 1, 1)
