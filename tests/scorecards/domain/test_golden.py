"""Golden cases that do not come out are named."""

from typing import Any

from scorecards.domain.golden import failures
from tests.scorecards.domain.documents import CITED, edition, node


def failing(**case: Any) -> list[str]:
    bands = [{**CITED, "code": "A", "name": "A", "low": "10", "high": "20"}]
    return failures(edition(node("X"), node("Y"), bands=bands, golden=[{**CITED, "name": "n", **case}]))


def test_expectations_that_are_met_say_nothing() -> None:
    expect = {"total": "12.00", "band": "A", "nodes": {"X": "5"}, "missing": [], "unverified": []}
    assert failing(answers={"X": 5, "Y": 7}, expect=expect) == []
    assert failing(answers={"X": 5}, expect={"total": None, "nodes": {"Y": None}}) == []
    assert failing(value="9.99", expect={"band": None}) == []


def test_each_difference_is_named() -> None:
    expect = {"total": "12.01", "band": None, "nodes": {"X": "5.5", "Z": "1"}, "missing": ["X"]}
    assert failing(answers={"X": 5, "Y": 7}, expect=expect) == [
        "n: total is 12.00, expected 12.01",
        "n: band is A, expected None",
        "n: X is 5, expected 5.5",
        "n: Z is None, expected 1",
        "n: missing is [], expected ['X']",
    ]
    assert failing(value="10", expect={"band": "B"}) == ["n: band is A, expected B"]


def test_answers_that_are_not_allowed_are_named() -> None:
    assert failing(answers={"X": 11}, expect={"total": None}) == [
        "n: X: 11 is outside the scale; allowed: numbers from 0 to 10"
    ]
