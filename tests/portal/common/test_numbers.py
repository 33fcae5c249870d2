"""Numbers as people type them: one reading, or a refusal; never a guess."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common.numbers import AmbiguousNumber, NotANumber, OutOfRange, parse_decimal

SCALE = (Decimal(0), Decimal(100))
WIDE = (Decimal(-(10**12)), Decimal(10**12))


def parse(text: str, bounds: tuple[Decimal, Decimal] = WIDE) -> Decimal:
    return parse_decimal(text, low=bounds[0], high=bounds[1])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3,5", "3.5"),
        ("3.5", "3.5"),
        ("  85,04 ", "85.04"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("-2,5", "-2.5"),
        ("0,125", "0.125"),
        ("007", "7"),
        ("12345678", "12345678"),
    ],
)
def test_common_writings_are_read(text: str, value: str) -> None:
    assert parse(text) == Decimal(value)


def test_the_places_that_were_typed_are_kept() -> None:
    assert str(parse("85,00")) == "85.00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "abc",
        "1e5",
        "NaN",
        "Infinity",
        "0x10",
        "1 234",
        "1.2.3",
        "1,2,3",
        "1.23,456,7",
        "12.34,5",
        "--1",
        "+1",
        "5-",
        "3,",
        ",5",
        "½",
        "٣",
        "1_000",
        "1" * 16,
    ],
)
def test_what_is_not_a_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        parse(text)


@pytest.mark.parametrize("text", ["100,01", "-1", "1.234,5"])
def test_a_number_outside_its_range_is_refused(text: str) -> None:
    with pytest.raises(OutOfRange):
        parse(text, SCALE)


def test_a_lone_separator_before_three_digits_is_read_by_the_range() -> None:
    assert parse("3.500", (Decimal(0), Decimal(5))) == Decimal("3.5")
    assert parse("3,500", (Decimal(1000), Decimal(9999))) == Decimal(3500)


def test_what_the_range_cannot_tell_apart_is_refused_with_both_readings() -> None:
    with pytest.raises(AmbiguousNumber) as refusal:
        parse("1.234", (Decimal(0), Decimal(9999)))

    assert refusal.value.readings == (Decimal("1.234"), Decimal(1234))


def test_both_bounds_are_allowed() -> None:
    assert parse("0", SCALE) == 0
    assert parse("100", SCALE) == 100


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_two_places_come_back_in_either_writing(value: Decimal) -> None:
    plain = f"{value:f}"
    indonesian = f"{value:,.2f}".translate(str.maketrans(",.", ".,"))

    assert parse(plain) == value
    assert parse(plain.replace(".", ",")) == value
    assert parse(indonesian) == value
    assert parse(f"{value:,.2f}") == value


@given(st.text(max_size=12))
def test_any_text_is_a_number_in_range_or_a_refusal(text: str) -> None:
    try:
        value = parse(text, SCALE)
    except (NotANumber, OutOfRange):
        return
    assert isinstance(value, Decimal)
    assert SCALE[0] <= value <= SCALE[1]


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=0, max_value=999), st.sampled_from(".,"))
def test_an_ambiguous_writing_is_never_guessed(head: int, tail: int, separator: str) -> None:
    text = f"{head}{separator}{tail:03}"
    readings = {Decimal(f"{head}.{tail:03}"), Decimal(head * 1000 + tail)}

    with pytest.raises(AmbiguousNumber) as refusal:
        parse(text, (Decimal(0), Decimal(10**6)))

    assert set(refusal.value.readings) == readings
