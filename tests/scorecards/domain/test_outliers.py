"""Odd answers: jumps, far numbers, highest claims without documents."""

from decimal import Decimal
from fractions import Fraction

import pytest

from scorecards.domain.edition import Citation, Level, Scale
from scorecards.domain.outliers import Claim, Earlier, Oddity, oddities, usual_range

CITED = Citation("made up for tests", "made up for tests", verified=False)
GRADES = Scale(
    "grade",
    "A to E",
    Fraction(0),
    Fraction(10),
    tuple(Level(code, Fraction(value), code) for code, value in (("A", 10), ("B", 8), ("C", 6), ("D", 3), ("E", 0))),
    whole=False,
    citation=CITED,
)
FIVE = Scale("five", "0 to 5", Fraction(0), Fraction(5), (), whole=False, citation=CITED)


@pytest.mark.parametrize(
    ("now", "last", "new_documents", "odd"),
    [
        ("B", "D", 0, True),
        ("D", "B", 0, True),
        ("B", "D", 1, False),
        ("B", "C", 0, False),
        ("B", "", 0, False),
        ("", "D", 0, False),
        ("N/A", "B", 0, False),
        ("B", "AA", 0, False),
    ],
)
def test_a_jump_of_two_grades_without_a_new_document(now: str, last: str, new_documents: int, odd: bool) -> None:
    claim = Claim(level=now, documents=1, new_documents=new_documents)

    assert (Oddity.JUMP in oddities(GRADES, claim, Earlier(levels=[last]))) is odd


def test_only_the_year_before_counts_for_a_jump() -> None:
    assert oddities(GRADES, Claim(level="B", documents=1), Earlier(levels=["C", "E"])) == []


@pytest.mark.parametrize(
    ("value", "earlier", "odd"),
    [
        ("4", ["4"], False),
        ("4", [], False),
        ("0.9", ["2"], True),
        ("1", ["2"], False),
        ("3", ["2"], False),
        ("3.01", ["2"], True),
        ("5", ["1", "3"], False),
        ("5", ["1", "2"], True),
        ("0", ["0"], False),
    ],
)
def test_a_number_far_from_the_last_ones(value: str, earlier: list[str], odd: bool) -> None:
    claim = Claim(value=Decimal(value), documents=1)

    found = oddities(FIVE, claim, Earlier(values=[Decimal(text) for text in earlier]))

    assert (Oddity.FAR in found) is odd


@pytest.mark.parametrize(
    ("claim", "odd"),
    [
        (Claim(level="A"), True),
        (Claim(level="A", documents=1), False),
        (Claim(level="B"), False),
        (Claim(level="B", fulfilled=3, of=3), True),
        (Claim(level="B", fulfilled=2, of=3), False),
        (Claim(), False),
    ],
)
def test_the_highest_claims_need_a_document(claim: Claim, odd: bool) -> None:
    assert (Oddity.UNPROVEN in oddities(GRADES, claim, Earlier())) is odd


def test_the_highest_number_needs_one_too() -> None:
    assert oddities(FIVE, Claim(value=Decimal("5.00")), Earlier()) == [Oddity.UNPROVEN]
    assert oddities(FIVE, Claim(value=Decimal("4.99")), Earlier()) == []


def test_the_usual_range_is_as_wide_as_the_numbers_differ() -> None:
    assert usual_range([Decimal(10), Decimal(20), Decimal(40)]) == (Decimal(-20), Decimal(70))
