"""The value that a rank needs, against trying every value."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from scorecards.domain.standing import Known, Published, needed_for, place_among

STEP = Decimal("0.01")
VALUES = st.decimals(0, 3, places=2)


def _others(*values: str | None) -> list[Published[int]]:
    return [Published(key, Decimal(value) if value else None) for key, value in enumerate(values)]


@given(values=st.lists(VALUES, min_size=1, max_size=7), rank=st.integers(1, 7))
def test_no_smaller_value_stands_at_the_rank(values: list[Decimal], rank: int) -> None:
    others = [Published(key, value) for key, value in enumerate(values)]
    known = dict(enumerate(values))
    tried = [Decimal(hundredths) / 100 for hundredths in range(302)]

    found = needed_for(rank, others, step=STEP)

    if rank > len(values):
        assert found.known is Known.NOTHING
        return
    assert found.known is Known.EXACT
    assert found.shared == min(one for one in tried if place_among(one, known) <= rank)
    assert found.alone == found.shared + STEP
    assert {known[key] for key in found.holders} == {found.shared}


def test_unknown_values_leave_a_lower_bound() -> None:
    found = needed_for(2, _others("81.00", "79.50", None), step=STEP)

    assert (found.known, found.shared) == (Known.AT_LEAST, Decimal("79.50"))


def test_too_few_known_values_say_nothing() -> None:
    assert needed_for(2, _others("81.00", None, None), step=STEP).known is Known.NOTHING


def test_published_holder_is_exact_though_others_are_unknown() -> None:
    others = [Published("a", Decimal("77.10"), rank=2), Published("b"), Published("c", Decimal("70.00"))]

    found = needed_for(2, others, step=STEP)

    assert (found.known, found.holders, found.alone) == (Known.EXACT, ("a",), Decimal("77.11"))


def test_published_holder_without_value_is_not_replaced_by_another() -> None:
    others = [Published("a", rank=2), Published("b", Decimal("81.00")), Published("c", Decimal("70.00"))]

    assert needed_for(2, others, step=STEP).known is Known.NOTHING


def test_ties_name_all_holders() -> None:
    found = needed_for(2, _others("81.00", "79.50", "79.50"), step=STEP)

    assert (found.holders, found.shared) == ((1, 2), Decimal("79.50"))


def test_nothing_lies_above_the_highest_value() -> None:
    found = needed_for(1, _others("100.00", "90.00"), step=STEP, maximum=Decimal(100))

    assert (found.shared, found.alone) == (Decimal("100.00"), None)
