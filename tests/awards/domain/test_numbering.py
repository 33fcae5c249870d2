import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.domain.numbering import BadPattern, RegisterReport, check_register, in_words, parse_pattern

PATTERN = "000.9.6.1/{seq:03}/{unit}/{year}"


def test_number_is_classification_sequence_unit_and_year() -> None:
    assert parse_pattern(PATTERN).render(7, unit="BAPPERIDA", year=2025, month=1) == "000.9.6.1/007/BAPPERIDA/2025"


def test_sequence_grows_past_its_width() -> None:
    assert parse_pattern(PATTERN).render(1234, unit="BAPPERIDA", year=2025, month=1) == "000.9.6.1/1234/BAPPERIDA/2025"


def test_month_is_a_roman_numeral() -> None:
    pattern = parse_pattern("{seq}/{month}/{year}")

    assert [pattern.render(1, unit="", year=2025, month=month) for month in (1, 4, 9, 12)] == [
        "1/I/2025",
        "1/IV/2025",
        "1/IX/2025",
        "1/XII/2025",
    ]


def test_sequence_starts_at_one() -> None:
    with pytest.raises(ValueError, match="starts at 1"):
        parse_pattern(PATTERN).render(0, unit="X", year=2025, month=1)


@pytest.mark.parametrize(
    "text",
    [
        "000/{unit}/{year}",  # no sequence: every number the same
        "{seq}/{unit}",  # no year: next year's numbers collide
        "{seq}/{seq}/{year}",
        "{seq}/{year}/{name}",
        "{seq.__class__}/{year}",
        "{seq!r}/{year}",
        "{seq:>9999999}/{year}",
        "{seq:03}/{year:02}",
        "{seq/{year}",
        "{}/{seq}/{year}",
        "<b>{seq}</b>/{year}",
    ],
)
def test_pattern_that_cannot_work_is_refused(text: str) -> None:
    with pytest.raises(BadPattern):
        parse_pattern(text)


@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_two_sequences_never_give_the_same_number(one: int, other: int) -> None:
    pattern = parse_pattern(PATTERN)
    numbers = {pattern.render(sequence, unit="BAPPERIDA", year=2025, month=1) for sequence in (one, other)}

    assert len(numbers) == len({one, other})


def test_sound_register_has_no_gap_and_no_double() -> None:
    assert check_register([3, 1, 2], next_sequence=4) == RegisterReport((), ())
    assert check_register([3, 1, 2], next_sequence=4).is_sound


def test_empty_register_is_sound() -> None:
    assert check_register([], next_sequence=1).is_sound


def test_gap_at_the_end_is_found_from_the_counter() -> None:
    assert check_register([1, 2], next_sequence=5) == RegisterReport((3, 4), ())


def test_number_beyond_the_counter_and_doubles_are_found() -> None:
    assert check_register([1, 1, 4], next_sequence=2) == RegisterReport((2, 3), (1,))


@pytest.mark.parametrize(
    ("sequences", "words"), [([], ""), ([5], "5"), ([1, 2], "1-2"), ([1, 3, 4, 5, 9], "1, 3-5, 9")]
)
def test_runs_are_drawn_together(sequences: list[int], words: str) -> None:
    assert in_words(sequences) == words
