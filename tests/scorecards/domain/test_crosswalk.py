"""What stands for what when an edition follows another: nothing is invented, nothing is lost unsaid."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.domain.crosswalk import Crosswalk, Link, crosswalk, unknown_predecessors
from scorecards.domain.edition import Edition
from scorecards.instruments.reader import available, read
from tests.scorecards.domain.documents import CITED, edition, group, node

LEVELS = [{"code": code, "value": value, "name": code} for code, value in (("A", "8"), ("B", "5"), ("D", "0"))]
OTHER_GRADES = {**CITED, "code": "grade", "name": "A, B, D", "levels": LEVELS}


def check(code: str, parent: str, **keys: Any) -> dict[str, Any]:
    return node(code, parent, kind="check", rule="none", scale=None, weight=None, **keys)


def between(old: Edition, *nodes: dict[str, Any], **keys: Any) -> Crosswalk:
    return crosswalk(old, edition(*nodes, code="test/2001", **keys))


OLD = edition(node("1"), node("2"))


def test_without_a_word_the_same_code_is_taken_over() -> None:
    found = between(OLD, node("1"), node("2"))
    assert [(step.link, step.source) for step in found.steps.values()] == [(Link.SAME, "1"), (Link.SAME, "2")]
    assert found.carried({"1": "7", "2": "N/A"}) == {"1": "7"}
    assert found.dropped == ()


def test_another_code_keeps_the_answer() -> None:
    found = between(OLD, node("A", predecessor=["1"]), node("2"))
    assert found.steps["A"].link is Link.RENAMED
    assert found.carried({"1": "7", "2": "3"}) == {"A": "7", "2": "3"}


def test_of_two_that_became_one_nothing_is_taken_even_when_they_agree() -> None:
    found = between(OLD, node("1", weight="20", predecessor=["1", "2"]))
    assert (found.steps["1"].link, found.steps["1"].source) == (Link.MERGED, None)
    assert found.carried({"1": "7", "2": "7"}) == {}
    assert found.dropped == ()


def test_both_parts_of_one_take_its_answer_as_a_proposal() -> None:
    found = between(OLD, node("1"), node("2", predecessor=["1"]))
    assert [step.link for step in found.steps.values()] == [Link.SPLIT, Link.SPLIT]
    assert found.carried({"1": "7", "2": "3"}) == {"1": "7", "2": "7"}
    assert [one.code for one in found.dropped] == ["2"]


def test_an_old_code_can_be_used_for_something_new() -> None:
    found = between(OLD, node("1"), node("2", predecessor=[]))
    assert found.steps["2"].link is Link.NEW
    assert found.carried({"1": "7", "2": "3"}) == {"1": "7"}
    assert [one.code for one in found.dropped] == ["2"]


def test_on_another_scale_only_a_level_that_still_exists_is_taken() -> None:
    old = edition(node("1", scale="grade"), node("2", scale="grade"))
    ten = {**CITED, "code": "ten", "name": "0 to 10", "minimum": "0", "maximum": "10"}
    found = between(old, node("1", scale="grade"), node("2", scale="grade"), scales=[ten, OTHER_GRADES])
    assert [step.link for step in found.steps.values()] == [Link.RESCALED, Link.RESCALED]
    assert found.carried({"1": "A", "2": "C"}) == {"1": "A"}


def test_a_number_on_another_scale_is_not_taken() -> None:
    scale = {**CITED, "code": "ten", "name": "0 to 5", "minimum": "0", "maximum": "5"}
    found = between(OLD, node("1"), node("2"), scales=[scale])
    assert found.steps["1"].link is Link.RESCALED
    assert found.carried({"1": "4"}) == {}


def test_a_node_of_another_kind_takes_nothing() -> None:
    found = between(OLD, node("1", kind="survey"), node("2"))
    assert found.steps["1"].link is Link.OTHER
    assert found.carried({"1": "4"}) == {}


def test_what_need_not_apply_is_taken_only_where_it_still_need_not() -> None:
    old = edition(node("1", skippable=True), node("2", skippable=True))
    found = between(old, node("1", skippable=True), node("2"))
    assert found.carried({"1": "N/A", "2": "N/A"}) == {"1": "N/A"}


def test_checks_are_carried_like_answers() -> None:
    old = edition(node("1", scale="grade", weight="20"), check("1.a", "1"), check("1.b", "1"))
    found = between(
        old, node("1", scale="grade", weight="20"), check("1.x", "1", predecessor=["1.a"]), check("1.c", "1")
    )
    assert found.carried({"1.a": True, "1.b": False}) == {"1.x": True}
    assert found.steps["1.c"].link is Link.NEW
    assert [one.code for one in found.dropped] == ["1.b"]


def test_what_no_longer_applies_is_dropped_and_asked_of_nobody() -> None:
    found = between(OLD, node("1", weight="20"), node("2", applies=False, weight="0"))
    assert list(found.steps) == ["1"]
    assert [one.code for one in found.dropped] == ["2"]


def test_a_repeating_group_is_taken_while_its_fields_are_the_same() -> None:
    def rules(*fields: str) -> Edition:
        rows = [node(code, "G", weight="10") for code in fields]
        return edition(
            group("G", str(10 * len(fields)), kind="repeating", rule="mean"), *rows, maximum=str(10 * len(fields))
        )

    items = [{"a": "7"}]
    assert crosswalk(rules("a"), rules("a")).carried({"G": items}) == {"G": items}
    assert crosswalk(rules("a"), rules("a", "b")).steps["G"].link is Link.OTHER
    assert crosswalk(rules("a"), rules("a", "b")).carried({"G": items}) == {}


def test_a_predecessor_that_does_not_exist_is_named() -> None:
    new = edition(node("1", predecessor=["9", "1"]), node("2"), code="test/2001")
    assert list(map(str, unknown_predecessors(OLD, new))) == ["1: test/2000 has no code 9"]
    assert [(fault.code, fault.key) for fault in unknown_predecessors(None, new)] == [("1", "predecessor")] * 2


@pytest.mark.parametrize("code", available())
def test_an_edition_carries_over_to_itself_in_full(code: str) -> None:
    rules = read(code).edition
    found = crosswalk(rules, rules)
    assert set(found.counts) <= {Link.SAME}
    assert found.dropped == ()
    answers = {step: object() for step in found.steps}
    assert found.carried(answers) == answers


@given(st.data())
def test_nothing_is_invented(data: st.DataObject) -> None:
    """Whatever the crosswalk, each answer of the new edition is one that a predecessor of it has."""
    codes = ["1", "2", "3", "4"]
    old = edition(*(node(code) for code in codes), maximum="40")
    wanted = {code: data.draw(st.none() | st.lists(st.sampled_from(codes), unique=True)) for code in codes}
    found = between(old, *(node(code, predecessor=wanted[code]) for code in codes), maximum="40")
    answers = {code: code * 2 for code in data.draw(st.sets(st.sampled_from(codes)))}
    for code, answer in found.carried(answers).items():
        behind = [code] if wanted[code] is None else wanted[code]
        assert [answers[one] for one in behind or []] == [answer]
    followed = {one for code in codes for one in ([code] if wanted[code] is None else wanted[code] or [])}
    assert {one.code for one in found.dropped} == set(codes) - followed
