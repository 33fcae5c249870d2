"""The JSON form of answers, from hands that may be clumsy or hostile."""

from decimal import Decimal

import pytest

from scorecards.domain.answers import AnswerError, Unreadable
from scorecards.domain.sheet_json import parse_sheet


def test_numbers_stay_exact_whether_bare_or_quoted() -> None:
    sheet = parse_sheet('{"answers": {"a": 3.10, "b": "3.10", "c": 0.30000000000000004, "d": 1e0, "e": -5}}')
    assert [str(value) for value in sheet.answers.values()] == ["3.10", "3.10", "0.30000000000000004", "1", "-5"]
    assert isinstance(sheet.answers["a"], Decimal)
    assert sheet.checks is None


def test_checks_stand_beside_the_answers() -> None:
    assert parse_sheet('{"answers": {}, "checks": {"1.a.1": true}}').checks == {"1.a.1": True}


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "9" * 41, "1e" + "9" * 38, "0." + "1" * 50])
def test_numbers_that_cannot_be_used_wait_for_their_field(literal: str) -> None:
    assert parse_sheet(f'{{"answers": {{"a": {literal}}}}}').answers["a"] == Unreadable(literal)


def test_a_million_digits_cost_nothing() -> None:
    assert isinstance(parse_sheet(f'{{"answers": {{"a": {"7" * 1_000_000}}}}}').answers["a"], Unreadable)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "^input: is not JSON"),
        ("{", "^input: is not JSON"),
        ("{'answers': {}}", "^input: is not JSON"),
        ('{"answers": {"a": 01}}', "^input: is not JSON"),
        ("[]", "^input: is a list; allowed: an object with answers"),
        ('"answers"', '^input: is "answers"; '),
        ("5", "^input: is 5; "),
        ("null", "^input: is null; "),
        ("NaN", "^input: is NaN; "),
        ("{}", "^answers: is missing; allowed: an object of codes and answers$"),
        ('{"answers": null}', "^answers: is null; "),
        ('{"answers": []}', "^answers: is a list; "),
        ('{"answer": {}}', "^answer: is not known here; allowed: answers, checks$"),
        ('{"answers": {}, "x\\ny": 1}', r'^"x\\ny": is not known here; '),
        ('{"answers": {"1.a": "A", "1.a": "A"}}', "^1.a: stands twice; allowed: each code once$"),
        ('{"answers": {}, "answers": {}}', "^answers: stands twice; "),
        ('{"answers": {}, "checks": {"1.a.1": true, "1.a.1": true}}', "^checks.1.a.1: stands twice; "),
        ('{"answers": {"lokus": [{"nilai": 1}, {"nilai": 1, "nilai": 2}]}}', r"^lokus\[2\].nilai: stands twice; "),
        ('{"answers": {"a": [[[[[[[]]]]]]]}}', "nested too deeply"),
        ("[" * 100_000, "^input: is nested too deeply; "),
        ('{"a":' * 100_000, "^input: is nested too deeply; "),
    ],
)
def test_anything_else_is_refused_in_one_line(text: str, line: str) -> None:
    with pytest.raises(AnswerError, match=line) as caught:
        parse_sheet(text)
    assert "\n" not in str(caught.value)
