"""Raw answers: what is refused, and with which words."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scorecards.domain.answers import AnswerError, Unreadable, code_shown, read_answers, read_checks, shown
from scorecards.instruments.reader import read
from tests.scorecards.domain.documents import edition, node

SAKIP_GRADES = "allowed: AA, A, BB, B, CC, C, D, E"
TIER = "allowed: whole numbers from 0 to 3"


@pytest.mark.parametrize(
    ("code", "answers", "line"),
    [
        ("sakip/2021", {"1.a": "ZZ"}, f'1.a: "ZZ" is not allowed; {SAKIP_GRADES}'),
        ("sakip/2021", {"1.a": "bb"}, f'1.a: "bb" is not allowed; {SAKIP_GRADES}'),
        ("sakip/2021", {"1.a": 80}, f"1.a: 80 is not allowed; {SAKIP_GRADES}"),
        ("sakip/2021", {"1.a": ["BB"]}, f"1.a: a list is not allowed; {SAKIP_GRADES}"),
        ("sakip/2021", {"1.a": {}}, f"1.a: an object is not allowed; {SAKIP_GRADES}"),
        ("sakip/2021", {"1.a": True}, f"1.a: true is not allowed; {SAKIP_GRADES}"),
        ("skm/2017", {"U1": "0.99"}, "U1: \"0.99\" is outside the scale; allowed: numbers from 1 to 4"),
        ("skm/2017", {"U1": Decimal("4.01")}, "U1: 4.01 is outside the scale; allowed: numbers from 1 to 4"),
        ("skm/2017", {"U1": "3,31"}, 'U1: "3,31" is not a plain decimal number with a point, such as 84.85; '
         "allowed: numbers from 1 to 4"),
        ("skm/2017", {"U1": 3.31}, "U1: a value of type float is not a number; allowed: numbers from 1 to 4"),
        ("skm/2017", {"U1": Unreadable("NaN")}, "U1: NaN is not a number; allowed: numbers from 1 to 4"),
        ("skm/2017", {"U1": Decimal("NaN")}, "U1: NaN is not a finite number; "
         "allowed: numbers from 1 to 4"),
        ("pekppp/2022", {"1": "5.01"}, '1: "5.01" is outside the scale; allowed: numbers from 0 to 5'),
        ("pekppp/2022", {"F03": False}, "F03: false is not a number; allowed: numbers from 0 to 5"),
        ("iid/2023", {"15": "1.5"}, f'15: "1.5" is outside the scale; {TIER}'),
        ("iid/2023", {"15": 4}, f"15: 4 is outside the scale; {TIER}"),
        ("iid/2023", {"15": -1}, f"15: -1 is outside the scale; {TIER}"),
        ("iid/2023", {"urusan_wajib": 7}, "urusan_wajib: 7 is outside the scale; allowed: whole numbers from 0 to 6"),
        ("iid/2023", {"inovasi": [{"16": 3}, {"16": 4}]}, f"inovasi[2].16: 4 is outside the scale; {TIER}"),
        ("rb/2023", {"C2": "wtp"}, 'C2: "wtp" is not allowed; allowed: WTP, WDP, TW, TMP'),
        ("rb/2023", {"B2": 6}, "B2: 6 is outside the scale; allowed: numbers from 0 to 5"),
        ("ombudsman/2022", {"lokus": [{"nilai": 101}]}, "lokus[1].nilai: 101 is outside the scale; "
         "allowed: numbers from 0 to 100"),
        ("ombudsman/2022", {"lokus": {"nilai": 1}}, "lokus: an object is not a list; "
         "allowed: a list of objects with nilai, nama"),
        ("ombudsman/2022", {"lokus": "x"}, 'lokus: "x" is not a list; allowed: a list of objects with nilai, nama'),
        ("ombudsman/2022", {"lokus": [None]}, "lokus[1]: null is not an object; allowed: an object with nilai, nama"),
        ("ombudsman/2022", {"lokus": [{"value": 1}]}, "lokus[1].value: there is no such field; allowed: nilai, nama"),
        ("ombudsman/2022", {"lokus": [{"nama": 5}]}, "lokus[1].nama: 5 is not allowed; "
         "allowed: text of at most 200 characters"),
        ("ombudsman/2022", {"nilai": 80}, "nilai: takes no answer of its own; allowed: lokus"),
        ("ombudsman/2022", {"Lokus": []}, "Lokus: ombudsman/2022 has no such code; allowed: lokus"),
    ],
)  # fmt: skip
def test_refusals_name_the_field_and_what_is_allowed(code: str, answers: dict[str, Any], line: str) -> None:
    with pytest.raises(AnswerError) as caught:
        read_answers(read(code).edition, answers)
    assert str(caught.value) == line


@pytest.mark.parametrize(
    ("code", "wrong", "problem"),
    [("sakip/2021", "1", "takes no answer of its own"), ("sakip/2021", "1.a.1", "takes no answer of its own"),
     ("sakip/2021", "5.a", "sakip/2021 has no such code"), ("rb/2023", "B6", "does not apply here"),
     ("iid/2023", "16", "takes no answer of its own"), ("iid/2023", "36", "takes no answer of its own")],
)  # fmt: skip
def test_a_code_that_takes_no_answer_lists_those_that_do(code: str, wrong: str, problem: str) -> None:
    rules = read(code).edition
    with pytest.raises(AnswerError) as caught:
        read_answers(rules, {wrong: "BB"})
    assert (caught.value.field, caught.value.problem) == (wrong, problem)
    assert caught.value.allowed == ", ".join(node.code for node in rules.answerable())


@pytest.mark.parametrize("answers", [None, [], "x", 5])
def test_answers_must_be_an_object(answers: Any) -> None:
    with pytest.raises(AnswerError, match=r"^answers: is not an object"):
        read_answers(read("skm/2017").edition, answers)


def test_messages_stay_on_one_line_and_short() -> None:
    codes: list[Any] = ["a\nb", "\ud800", "x" * 10_000, "\x1b[31m", "", 5, None]
    for code in codes:
        with pytest.raises(AnswerError) as caught:
            read_answers(read("skm/2017").edition, {code: 1})
        line = str(caught.value)
        assert line.isascii()
        assert line.isprintable()
        assert len(line) < 200


def test_given_values_are_shown_safely() -> None:
    assert shown("a\n" + "b" * 100) == '"a\\n' + "b" * 38 + '..."'
    assert shown(Unreadable("9" * 100)) == "9" * 40 + "..."
    assert shown(Decimal("3.10")) == "3.1"
    assert shown(Decimal("1e999999")) == "1E+999999"
    assert shown(Decimal("9" * 41)) == "a value of type Decimal"
    assert (shown(None), shown({}), shown(())) == ("null", "an object", "a list")
    assert (code_shown("1.a"), code_shown("x y")) == ("1.a", '"x y"')


def test_numbers_are_kept_exactly_and_written_plainly() -> None:
    sheet = read_answers(read("skm/2017").edition, {"U1": "3.310", "U2": Decimal("1E0"), "U3": 4})
    assert [(found.given, found.value) for found in sheet.answers.values()] == [
        ("3.31", Fraction("3.31")), ("1", 1), ("4", 4),
    ]  # fmt: skip


def test_items_keep_their_labels_and_leave_out_null() -> None:
    sheet = read_answers(read("ombudsman/2022").edition, {"lokus": [{"nama": "Dinkes", "nilai": None}]})
    assert (dict(sheet.answers), dict(sheet.items)) == ({}, {"lokus": 1})
    assert sheet.labels == {"lokus[1].nama": "Dinkes"}


def test_what_may_be_skipped_says_so() -> None:
    rules = edition(node("X", skippable=True), node("Y"))
    assert read_answers(rules, {"X": "N/A"}).answers["X"].value is None
    with pytest.raises(AnswerError, match=r'allowed: numbers from 0 to 10, "N/A"$'):
        read_answers(rules, {"X": "n/a"})
    with pytest.raises(AnswerError, match=r"allowed: numbers from 0 to 10$"):
        read_answers(rules, {"Y": "N/A"})


def test_checks_are_true_false_or_not_applicable() -> None:
    rules = read("sakip/2021").edition
    assert read_checks(rules, None) is None
    assert read_checks(rules, {"1.a.1": "N/A", "1.a.3": True, "1.a.4": False}) == {
        "1.a.1": None, "1.a.3": True, "1.a.4": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "checks", "line"),
    [
        ("sakip/2021", {"1.a.1": 1}, '^checks.1.a.1: 1 is not allowed; allowed: true, false, "N/A"$'),
        ("sakip/2021", {"1.a.3": "N/A"}, '^checks.1.a.3: "N/A" is not allowed; allowed: true, false$'),
        ("sakip/2021", {"1.a": True}, "^checks.1.a: sakip/2021 has no such check; allowed: 1.a.1, "),
        ("skm/2017", {"U1": True}, "^checks.U1: skm/2017 has no such check; allowed: none$"),
        ("sakip/2021", [], "^checks: is not an object; "),
    ],
)
def test_other_checks_are_refused(code: str, checks: Any, line: str) -> None:
    with pytest.raises(AnswerError, match=line):
        read_checks(read(code).edition, checks)
