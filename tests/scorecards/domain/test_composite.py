"""The composite over several instruments."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.domain.composite import THIRDS, Composite, Part, composite, places, read_weights
from scorecards.domain.ranking import Place

WEIGHTS = read_weights(THIRDS)
TOTALS = st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100)


@st.composite
def part(draw: st.DrawFn) -> Part:
    low, high = sorted((draw(TOTALS), draw(TOTALS)))
    return Part(draw(TOTALS), low, high, Fraction(100), draw(st.booleans()))


UNITS = st.lists(st.dictionaries(st.sampled_from(sorted(THIRDS)), part()), max_size=6)


def at(total: str, maximum: int = 100, *, is_marked: bool = True) -> Part:
    return Part(Decimal(total), Decimal(total), Decimal(total), Fraction(maximum), is_marked)


def test_each_instrument_counts_by_its_share_of_its_maximum() -> None:
    found = composite(WEIGHTS, {"rb": at("60"), "sakip": at("80"), "pekppp": at("4.5", 5)})

    assert found.verified == Decimal("76.67")
    assert found.shares == {"rb": Fraction(20), "sakip": Fraction(80, 3), "pekppp": Fraction(30)}


def test_a_missing_instrument_leaves_the_unit_pending_and_is_named() -> None:
    found = composite(WEIGHTS, {"sakip": at("80"), "pekppp": at("0", 5, is_marked=False)})

    assert (found.verified, found.missing) == (None, ("rb", "pekppp"))
    assert found.shares == {"sakip": Fraction(80, 3)}
    assert places({"a": found})["a"].rank is None


def test_a_zero_that_was_given_counts() -> None:
    found = composite(WEIGHTS, {"rb": at("0"), "sakip": at("0"), "pekppp": at("0", 5)})

    assert (found.verified, found.missing) == (Decimal("0.00"), ())


def test_an_instrument_without_weight_changes_nothing() -> None:
    parts = {"rb": at("60"), "sakip": at("80"), "pekppp": at("4.5", 5)}

    assert composite(WEIGHTS, parts | {"iid": at("50")}) == composite(WEIGHTS, parts)


def test_equal_composites_share_a_rank() -> None:
    def unit(total: str) -> Composite:
        return composite(WEIGHTS, dict.fromkeys(WEIGHTS, at(total)))

    found = places({"a": unit("80"), "b": unit("90"), "c": unit("80"), "d": unit("70")})

    assert {key: one.rank for key, one in found.items()} == {"a": 2, "b": 1, "c": 2, "d": 4}


def test_no_rank_is_settled_while_a_unit_is_pending() -> None:
    whole = composite(WEIGHTS, dict.fromkeys(WEIGHTS, at("80")))
    pending = composite(WEIGHTS, {"sakip": at("20")})

    found = places({"whole": whole, "pending": pending})

    assert found == {"whole": Place(1, 1, 2), "pending": Place(None, 1, 2)}


@pytest.mark.parametrize(
    "given_weights", [{}, {"a": "0.33", "b": "0.67", "c": "0.01"}, {"a": "0", "b": "1"}, {"a": "x"}, {"a": "3/2"}]
)
def test_weights_that_are_not_exactly_one_are_refused(given_weights: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"exactly 1|above zero|neither a plain"):
        read_weights(given_weights)


@given(UNITS)
def test_the_order_of_units_and_instruments_changes_nothing(units: list[dict[str, Part]]) -> None:
    found = {key: composite(WEIGHTS, parts) for key, parts in enumerate(units)}
    turned = dict(reversed(WEIGHTS.items()))
    again = {key: composite(turned, parts) for key, parts in reversed(list(enumerate(units)))}

    assert {key: one.low for key, one in found.items()} == {key: one.low for key, one in again.items()}
    assert places(found) == places(again)


@given(UNITS)
def test_verified_is_at_most_reachable_and_what_lacks_is_named(units: list[dict[str, Part]]) -> None:
    found = {key: composite(WEIGHTS, parts) for key, parts in enumerate(units)}

    for one in found.values():
        assert (one.verified is None) == bool(one.missing)
        assert one.verified is None or one.reachable is None or one.verified <= one.reachable
        assert set(one.shares) | set(one.missing) == set(WEIGHTS)
