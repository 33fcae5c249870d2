"""Plans of actions: exact shares, one rounding, and what is unknown stays unknown."""

from decimal import Decimal

import pytest

from scorecards.domain.action_plan import (
    Completeness,
    Implementation,
    Planned,
    combined,
    completeness,
    implementation,
    percent_done,
    reaches_total,
    share_done,
    total_fits,
)


def quarters(*values: str | None) -> dict[int, Decimal | None]:
    return {n: None if value is None else Decimal(value) for n, value in enumerate(values, start=1)}


def action(*realised: str | None, total: str | None = "4", adds_up: bool = True, is_done: bool = False) -> Planned:
    whole = None if total is None else Decimal(total)
    return Planned("umum", quarters(), whole, quarters(*realised), adds_up=adds_up, is_done=is_done)


@pytest.mark.parametrize(
    ("given", "adds_up", "expected"),
    [
        ((), True, None),
        ((None, None), False, None),
        (("0", None), True, "0"),
        (("1", "2", None, "3"), True, "6"),
        (("1", "2", None, "3"), False, "3"),
        (("25", "50", None, None), False, "50"),
    ],
)
def test_quarters_add_up_or_the_last_counts(given: tuple[str | None, ...], adds_up: bool, expected: str | None) -> None:
    assert combined(quarters(*given), adds_up=adds_up) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("total", "adds_up", "fits"),
    [("4", True, True), ("1", True, False), ("1", False, True), ("4", False, False), (None, True, True)],
)
def test_the_total_is_what_the_quarters_come_to(total: str | None, adds_up: bool, fits: bool) -> None:
    whole = None if total is None else Decimal(total)

    assert total_fits(quarters("1", "1", "1", "1"), whole, adds_up=adds_up) is fits


def test_a_total_without_quarters_is_not_judged() -> None:
    assert total_fits(quarters(), Decimal(4), adds_up=True)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (action(), None),
        (action("1", total=None), None),
        (action("0"), "0.00"),
        (action("1", "1"), "50.00"),
        (action("9"), "100.00"),
        (action("-1"), "0.00"),
        (action("0", total="0"), "100.00"),
        (action("1", total="3"), "33.33"),
        (action("2", total="3"), "66.67"),
        (action(is_done=True, total=None), "100.00"),
        (action("25", "50", total="100", adds_up=False), "50.00"),
    ],
)
def test_percent_of_an_action(row: Planned, expected: str | None) -> None:
    assert percent_done(row) == (None if expected is None else Decimal(expected))


def test_shares_are_exact_until_the_end() -> None:
    thirds = [action("1", total="3") for _ in range(3)]

    assert sum((share_done(row) or 0 for row in thirds), start=0) == 1
    assert implementation(thirds).percent == Decimal("33.33")


def test_what_nobody_reported_is_counted_and_not_taken_for_nought() -> None:
    assert implementation([action(), action()]) == Implementation(None, 0, 2)
    assert implementation([action("4"), action(), action("1", total=None)]) == Implementation(Decimal("50.00"), 1, 2)
    assert implementation([]) == Implementation(None, 0, 0)


def test_completeness_names_what_is_missing() -> None:
    whole = [action() for _ in range(4)]
    gap = Planned("umum", {}, None, {}, missing=frozenset({"budget", "targets"}))

    found = completeness([*whole, gap], ["output", "targets", "budget"])

    assert found == Completeness(5, 4, (("targets", 1), ("budget", 1)))
    assert (found.rows_short, found.is_complete) == (0, False)


@pytest.mark.parametrize(("rows", "short", "is_complete"), [(0, 5, False), (4, 1, False), (5, 0, True), (6, 0, True)])
def test_a_part_needs_five_rows(rows: int, short: int, is_complete: bool) -> None:
    found = completeness([action() for _ in range(rows)], [])

    assert (found.rows_short, found.is_complete) == (short, is_complete)


@pytest.mark.parametrize(
    ("row", "reached"),
    [(action("4"), True), (action("3"), False), (action(), False), (action("4", total=None), False)],
)
def test_reaching_the_total(row: Planned, reached: bool) -> None:
    assert reaches_total(row) is reached
