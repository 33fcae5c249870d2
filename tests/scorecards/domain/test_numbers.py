"""Exact numbers."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.domain.numbers import NumberError, is_exact, parse_decimal, parse_exact, plain, round_half_up


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("81.98", "81.98"),
        ("-0", "0"),
        ("007", "7"),
        (5, "5"),
        (-3, "-3"),
        (Decimal("1E+1"), "10"),
        (Decimal("-0.0"), "0"),
    ],
)
def test_plain_numbers_are_read_exactly(given: object, read: str) -> None:
    assert parse_decimal(given) == Decimal(read)
    assert not parse_decimal(given).is_signed() or read.startswith("-")


@pytest.mark.parametrize(
    "given",
    ["", " 1", "1 ", "1_000", "1e3", "1,5",
      "+1", ".5", "5.", "NaN", "Infinity", "١", "１", "0x10", "1.2.3", "--1", "\n1",
     "9" * 41, 3.31, True, None, [], {}, Fraction(1, 3), 10**30, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"),
     Decimal("1e999999"), Decimal("1e-999999"), Decimal("9" * 31)],
)  # fmt: skip
def test_anything_else_is_refused(given: object) -> None:
    with pytest.raises(NumberError):
        parse_decimal(given)


def test_a_huge_literal_is_refused_without_being_converted() -> None:
    with pytest.raises(NumberError, match="too long"):
        parse_decimal("1" * 10_000_000)


@pytest.mark.parametrize(
    ("text", "value"), [("1/9", Fraction(1, 9)), ("4.5", Fraction(9, 2)), ("100/250", Fraction(2, 5))]
)
def test_figures_of_an_edition_may_be_fractions(text: str, value: Fraction) -> None:
    assert parse_exact(text) == value


@pytest.mark.parametrize("text", ["", "1/0", "1/", "/9", "1/9/2", "a", "1e2", "1/" + "9" * 50])
def test_other_figures_are_refused(text: str) -> None:
    with pytest.raises(NumberError):
        parse_exact(text)


@pytest.mark.parametrize(
    ("number", "places", "rounded"),
    [("0.005", 2, "0.01"), ("0.0049999", 2, "0.00"), ("79.995", 2, "80.00"), ("-0.005", 2, "-0.01"),
     ("-0.001", 2, "0.00"), ("77.95", 1, "78.0"), ("2.5", 0, "3")],
)  # fmt: skip
def test_a_half_goes_away_from_zero(number: str, places: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(number), places)) == rounded


@pytest.mark.parametrize(("count", "share"), [(272, "46.42"), (250, "42.66"), (64, "10.92")])
def test_published_shares_of_the_ombudsman_2022(count: int, share: str) -> None:
    """586 governments; https://indobalinews.pikiran-rakyat.com/bali-nusra/amp/pr-887552418/..."""
    assert str(round_half_up(Fraction(count * 100, 586), 2)) == share


@given(st.fractions(), st.integers(0, 8))
def test_rounding_is_the_nearest_multiple(number: Fraction, places: int) -> None:
    rounded = Fraction(round_half_up(number, places))
    assert abs(rounded - number) <= Fraction(1, 2 * 10**places)
    assert (rounded * 10**places).denominator == 1


@pytest.mark.parametrize(
    ("number", "least", "text"),
    [(Fraction(24, 10), 2, "2.40"), (Fraction(12375, 1000), 2, "12.375"), (Fraction(30), 0, "30"),
     (Fraction(100), 2, "100.00"), (Fraction(1, 3), 0, "0.333333333333"), (Fraction(-1, 4), 0, "-0.25")],
)  # fmt: skip
def test_numbers_are_written_plainly(number: Fraction, least: int, text: str) -> None:
    assert plain(number, least=least) == text


def test_only_some_numbers_end() -> None:
    assert is_exact(Fraction(1, 8), 3)
    assert not is_exact(Fraction(1, 8), 2)
    assert not is_exact(Fraction(1, 9))
