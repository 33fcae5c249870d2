from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.domain.jury import (
    Criterion,
    Method,
    Result,
    Rules,
    Sheet,
    TieBreak,
    Undecided,
    is_mark,
    joined,
    parse_levels,
    ranking,
    result_of,
    rounded,
    sheet_total,
    weights_are_whole,
)

IMPACT, NOVELTY = Criterion(1, "Dampak", Decimal(60)), Criterion(2, "Kebaruan", Decimal(40))
CRITERIA = (IMPACT, NOVELTY)
MEAN = Rules(Method.MEAN, TieBreak.CRITERIA)
totals = st.lists(st.fractions(min_value=0, max_value=100), min_size=1, max_size=9)


def sheet(juror: int, *marks: int | str) -> Sheet:
    return Sheet(juror, {criterion.key: Decimal(mark) for criterion, mark in zip(CRITERIA, marks, strict=False)})


def place_of(nominations: dict[int, list[Sheet]], rules: Rules) -> list[tuple[int, int | None, bool]]:
    results = [result_of(key, sheets, CRITERIA, rules) for key, sheets in nominations.items()]
    return [(one.result.nomination, one.place, one.is_tied) for one in ranking(results, CRITERIA, rules)]


@pytest.mark.parametrize(
    ("weights", "is_whole"),
    [
        (["0.33", "0.33", "0.34"], True),
        (["33.3", "33.3", "33.4"], True),
        (["0.33", "0.33", "0.33"], False),
        ([], False),
    ],
)
def test_weights_sum_to_exactly_one_or_a_hundred(weights: list[str], is_whole: bool) -> None:
    assert weights_are_whole(map(Decimal, weights)) == is_whole


def test_total_of_a_sheet_is_exact_and_missing_is_not_zero() -> None:
    assert sheet_total(sheet(1, 80, "72.5"), CRITERIA) == 77
    assert sheet_total(sheet(1, 0, 0), CRITERIA) == 0
    assert sheet_total(sheet(1, 80), CRITERIA) is None
    assert sheet_total(sheet(1, 80, 90), ()) is None


@pytest.mark.parametrize(
    ("method", "given_totals", "expected"),
    [
        (Method.MEAN, [60, 70, 95], Fraction(75)),
        (Method.MEDIAN, [60, 70, 95], Fraction(70)),
        (Method.MEDIAN, [60, 95], Fraction(155, 2)),
        (Method.TRIMMED, [60, 70, 95], Fraction(70)),
        (Method.TRIMMED, [10, 60, 70, 95], Fraction(65)),
        (Method.TRIMMED, [60, 95], Fraction(155, 2)),
    ],
)
def test_totals_are_joined_by_the_rule(method: Method, given_totals: list[int], expected: Fraction) -> None:
    assert joined(method, [Fraction(one) for one in given_totals]) == expected


@given(totals, st.sampled_from(Method), st.randoms())
def test_joined_total_lies_between_and_knows_no_order(
    given_totals: list[Fraction], method: Method, dice: object
) -> None:
    found = joined(method, given_totals)

    assert min(given_totals) <= found <= max(given_totals)
    assert joined(method, sorted(given_totals)) == found


@given(totals, st.integers(0, 8), st.fractions(min_value=0, max_value=20), st.sampled_from(Method))
def test_higher_mark_never_lowers_a_total(
    given_totals: list[Fraction], place: int, more: Fraction, method: Method
) -> None:
    raised = list(given_totals)
    raised[place % len(raised)] += more

    assert joined(method, raised) >= joined(method, given_totals)


@given(st.fractions(min_value=0, max_value=100))
def test_rounding_is_half_up_and_never_further_than_half_a_hundredth(value: Fraction) -> None:
    difference = Fraction(rounded(value)) - value

    assert Fraction(-1, 200) < difference <= Fraction(1, 200)


def test_open_sheet_leaves_a_nomination_pending_and_without_a_place() -> None:
    results = [
        result_of(1, [sheet(1, 90, 90), sheet(2, 90)], CRITERIA, MEAN),
        result_of(2, [], CRITERIA, MEAN),
        result_of(3, [sheet(1, 10, 10)], CRITERIA, MEAN),
    ]

    placed = ranking(results, CRITERIA, MEAN)

    assert [one.undecided for one in results] == [Undecided.OPEN_SHEET, Undecided.NO_SHEET, None]
    assert [(one.result.nomination, one.place) for one in placed] == [(3, 1), (1, None), (2, None)]
    assert results[0].total is None


def test_equal_totals_are_told_apart_by_the_weightiest_criterion() -> None:
    nominations = {1: [sheet(1, 70, 85)], 2: [sheet(1, 80, 70)]}

    assert place_of(nominations, MEAN) == [(2, 1, False), (1, 2, False)]


def test_equal_totals_are_told_apart_by_agreement() -> None:
    nominations = {1: [sheet(1, 60, 60), sheet(2, 90, 90)], 2: [sheet(1, 70, 70), sheet(2, 80, 80)]}

    assert place_of(nominations, Rules(Method.MEAN, TieBreak.AGREEMENT)) == [(2, 1, False), (1, 2, False)]


def test_equals_share_a_place_and_the_next_one_is_left_out() -> None:
    nominations = {1: [sheet(1, 80, 80)], 2: [sheet(1, 80, 80)], 3: [sheet(1, 70, 70)]}

    assert place_of(nominations, MEAN) == [(1, 1, True), (2, 1, True), (3, 3, False)]


def test_what_is_printed_is_what_is_compared() -> None:
    nominations = {1: [sheet(1, "80.00", "80.00")], 2: [sheet(1, "80.00", "80.01")]}
    rules = Rules(Method.MEAN, TieBreak.NONE)

    results = [result_of(key, sheets, CRITERIA, rules) for key, sheets in nominations.items()]

    assert [one.total for one in results] == [Decimal("80.00"), Decimal("80.00")]
    assert all(one.is_tied for one in ranking(results, CRITERIA, rules))


def test_disagreement_is_the_distance_of_the_outermost() -> None:
    found = result_of(1, [sheet(1, 60, 60), sheet(2, 95, 90), sheet(3, 80, 80)], CRITERIA, MEAN)

    assert isinstance(found, Result)
    assert found.spread == Decimal("33.00")


def test_levels_are_read_highest_first_and_a_bad_line_is_named() -> None:
    levels = parse_levels("50 = Cukup\n\n90,5 = Sangat baik")

    assert [(level.value, level.words) for level in levels] == [
        (Decimal("90.5"), "Sangat baik"),
        (Decimal(50), "Cukup"),
    ]
    for bad in ("Baik", "90 =", "101 = Lebih", "90 = A\n90 = B", "1.234 = Tepat"):
        with pytest.raises(ValueError, match=r".+"):
            parse_levels(bad)


def test_mark_is_one_of_the_levels_or_a_number_with_two_decimals() -> None:
    levels = parse_levels("50 = Cukup\n90 = Baik")

    assert [is_mark(Decimal(value), levels) for value in ("90", "90.0", "70")] == [True, True, False]
    assert [is_mark(Decimal(value)) for value in ("0", "99.99", "100", "100.01", "-1", "9.999", "NaN")] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]
