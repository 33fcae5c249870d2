"""Why ranks moved: the parts add up to the whole, and the way back is the way there turned round."""

import copy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards.domain.difference import Cause, NotComparable, difference, split
from scorecards.domain.snapshot import complete, verify, written
from scorecards.instruments.reader import read

RULES = read("sakip/2021").document
GRADED = [one.code for one in read("sakip/2021").edition.answerable()][:4]
UNITS = "abcd"
FILE, LATER = "a" * 64, "b" * 64

grades = st.sampled_from(["", "AA", "A", "BB", "C", "E"])
cards = st.fixed_dictionaries(
    {
        "marks": st.lists(grades, min_size=4, max_size=4),
        "claims": st.lists(grades, min_size=4, max_size=4),
        "until": st.sampled_from(["", "2025-02-10", "2025-04-01"]),
        "file": st.sampled_from([FILE, LATER]),
    }
)
rankings = st.dictionaries(st.sampled_from(UNITS), cards, min_size=1)


def answers(grades: list[str], party: str) -> dict[str, Any]:
    pairs = zip(GRADED, grades, strict=False)
    return {code: {"answer": grade, "party": party, "version": 1} for code, grade in pairs if grade}


def ranking(units: dict[str, Any], *, day: str = "2025-02-01", rules: Any = RULES) -> dict[str, Any]:
    return complete(
        {
            "format": "rapor-kota-snapshot/1",
            "number": 1,
            "previous": "",
            "published_at": f"{day}T00:00:00+00:00",
            "government": {"code": "19.71", "name": "Kota"},
            "period": {"score_year": 2024, "announced_year": 2025},
            "edition": {"document": rules},
            "groups": [],
            "scorecards": [
                {
                    "unit": code,
                    "name": f"Dinas {code}",
                    "input_revision": 1,
                    "claimed": answers(unit.get("claims", []), "unit"),
                    "verified": answers(unit["marks"], "evaluator"),
                    "checks": None,
                    "fixed": sorted(answers(unit["marks"], "evaluator")),
                    "open": [],
                    "evidence": [
                        {"code": GRADED[0], "page_from": 1, "page_to": 1, "sha256": unit.get("file", FILE)}
                        | ({"valid_until": unit["until"]} if unit.get("until") else {})
                    ],
                }
                for code, unit in sorted(units.items())
            ],
        }
    )


def heavier() -> dict[str, Any]:
    """Return the rules with two weights exchanged."""
    rules = copy.deepcopy(RULES)
    first, second = (one for one in rules["nodes"] if one["code"] in GRADED[1:3])
    first["weight"], second["weight"] = second["weight"], first["weight"]
    return rules


@settings(deadline=None, max_examples=12)
@given(rankings, rankings, st.booleans())
def test_parts_add_up_and_the_way_back_turns_every_sign(old: Any, new: Any, is_other: bool) -> None:
    before, after = ranking(old), ranking(new, day="2025-03-01", rules=heavier() if is_other else RULES)
    there = difference(before, after)
    back = {change.unit: change for change in difference(after, before).changes}

    results = {card["unit"]: Fraction(card["result"]["verified"]) for card in after["scorecards"]}
    for change in there.changes:
        assert change.after == results[change.unit]
        assert sum(change.parts.values()) == change.after - change.before
        assert sum(change.moves.values()) == change.rank_after - change.rank_before
        assert back[change.unit].parts == {cause: -part for cause, part in change.parts.items()}
        assert back[change.unit].moves == {cause: -move for cause, move in change.moves.items()}
    assert len(there.changes) + len(there.joined) == sum(bool(any(unit["marks"])) for unit in new.values())


@settings(deadline=None, max_examples=8)
@given(rankings)
def test_no_change_has_no_parts(units: Any) -> None:
    for change in difference(ranking(units), ranking(units, day="2025-03-01")).changes:
        assert not any(change.parts.values())
        assert not any(change.moves.values())
        assert change.steps == ()


@given(st.lists(st.integers(-50, 50), min_size=32, max_size=32))
def test_split_of_any_value_leaves_no_remainder(values: list[int]) -> None:
    causes = list(Cause)

    def value(found: frozenset[Cause]) -> int:
        return values[sum(1 << causes.index(cause) for cause in found)]

    assert sum(split(causes, value).values()) == values[-1] - values[0]


class TestCauses:
    """Which cause a changed mark has."""

    def only(self, old: dict[str, Any], new: dict[str, Any]) -> Any:
        before, after = {"marks": ["BB"], "claims": ["A"]} | old, {"marks": ["BB"], "claims": ["A"]} | new
        (change,) = difference(ranking({"a": before}), ranking({"a": after}, day="2025-03-01")).changes
        (step,) = change.steps
        assert change.parts[step.cause] == change.after - change.before == step.points
        return step

    def test_the_mark_alone_is_the_evaluators(self) -> None:
        step = self.only({}, {"marks": ["A"]})
        assert (step.cause, step.before, step.after) == (Cause.EVALUATOR, "BB", "A")
        assert step.points > 0

    @pytest.mark.parametrize("own", [{"claims": ["AA"]}, {"file": LATER}])
    def test_with_another_claim_or_document_it_is_the_units_own(self, own: dict[str, Any]) -> None:
        assert self.only({}, {"marks": ["A"], **own}).cause is Cause.OWN

    def test_a_mark_that_fell_when_its_document_ran_out(self) -> None:
        until = {"until": "2025-02-10"}
        assert self.only(until, {"marks": ["C"], **until}).cause is Cause.EXPIRED
        assert self.only(until, {"marks": ["A"], **until}).cause is Cause.EVALUATOR
        assert self.only({"until": "2025-03-01"}, {"marks": ["C"], "until": "2025-03-01"}).cause is Cause.EVALUATOR

    def test_weights_alone_are_rules(self) -> None:
        marks = {"a": {"marks": ["AA", "A", "E", "E"]}}
        (change,) = difference(ranking(marks), ranking(marks, rules=heavier())).changes
        assert change.parts[Cause.RULES] == change.after - change.before != 0


def test_counterfactual_ranks() -> None:
    old = {"a": {"marks": ["BB"]}, "b": {"marks": ["A"]}, "c": {"marks": ["C"]}}
    new = {"a": {"marks": ["AA"]}, "b": {"marks": ["E"]}, "d": {"marks": ["A"]}}
    found = difference(ranking(old), ranking(new, day="2025-03-01"))
    first = next(change for change in found.changes if change.unit == "a")

    assert (first.rank_before, first.rank_after, first.own_only, first.peers_only) == (2, 1, 1, 2)
    assert first.moves[Cause.EVALUATOR] == Fraction(-1)
    assert not first.moves[Cause.PEERS]
    assert (found.joined, found.left) == (("Dinas d",), ("Dinas c",))


def test_another_instrument_is_refused() -> None:
    document = ranking({})
    with pytest.raises(NotComparable):
        difference(document, document | {"edition": document["edition"] | {"code": "lain/1"}})


def test_a_file_with_the_end_of_its_evidence_holds() -> None:
    assert verify(written(ranking({"a": {"marks": ["A"], "until": "2025-02-10"}})))
