"""Documents of editions: read whole, or refused with place and fault."""

import json
from fractions import Fraction
from typing import Any

import pytest

from scorecards.domain.canonical import CanonicalError, canonical_json, sha256_of
from scorecards.domain.consistency import DocumentError
from scorecards.domain.document import edition_from
from scorecards.domain.edition import MissingPolicy, NodeKind, Rule
from scorecards.instruments.reader import read
from tests.scorecards.domain.documents import CITED, document, edition, group, node

X, Y = node("X"), node("Y")
ITEMS: dict[str, Any] = {"kind": "repeating", "rule": "mean", "scale": None, "weight": None, "maximum": "10"}
COUNT = {"of": "L", "cap": 10, "points": "1", "fact": "F", "least": "1"}
NUMBER: dict[str, Any] = {
    "kind": "formula",
    "rule": "count",
    "scale": None,
    "weight": None,
    "maximum": "10",
    "count": COUNT,
}
FACT = node("F", "N", kind="fact", rule="none", weight=None)


def band(code: str, low: str, high: str, **keys: Any) -> dict[str, Any]:
    return {**CITED, "code": code, "name": code, "low": low, "high": high, **keys}


def gate(*steps: tuple[str, bool, str, str], **keys: Any) -> dict[str, Any]:
    rows = [{"share": share, "above": above, "proposes": one, "cap": two} for share, above, one, two in steps]
    return {**CITED, "code": "g", "nodes": ["X"], "steps": rows, **keys}


GRADED = [node("X", scale="grade"), node("X.1", "X", kind="check", rule="none", scale=None, weight=None)]
LAST = ("0", False, "C", "C")


def test_a_document_becomes_an_edition() -> None:
    rules = read("sakip/2021").edition
    first = rules.node("1.a")
    assert (first.kind, first.rule, first.parent) == (NodeKind.CRITERION, Rule.SHARE, "1")
    assert [first.weight, first.maximum] == [Fraction(6), Fraction(6)]
    assert (first.scale, first.verified) == ("grade", True)
    assert [level.code for level in first.levels] == ["AA", "A", "BB", "B", "CC", "C", "D", "E"]
    assert first.legal_basis.startswith("PermenPANRB 88/2021")
    assert "Mahkamah Agung" in first.source
    check = rules.node("1.a.4")
    assert [(str(evidence), evidence.period) for evidence in check.evidence][:2] == [("Renja", "n-1"), ("Renja", "n")]
    assert rules.missing is MissingPolicy.PENDING
    assert (rules.root.code, rules.maximum) == ("SAKIP", Fraction(100))
    assert rules.gate_of("1.a") is rules.gates[0]
    assert rules.gate_of("1") is None
    assert "1.a" in rules
    assert "9" not in rules
    with pytest.raises(KeyError):
        rules.node("9")
    with pytest.raises(KeyError):
        rules.scales["grade"].level("F")


def test_fields_of_a_group_are_not_asked_on_their_own() -> None:
    rules = read("iid/2023").edition
    asked = [row.code for row in rules.answerable()]
    assert asked == [*map(str, range(1, 16)), "inovasi", "urusan_wajib"]
    assert rules.is_field("16")
    assert not rules.is_field("1")
    assert [level.name for level in rules.node("16").levels] == [
        "Perda atau Perkada", "SK kepala daerah", "SK kepala perangkat daerah",
    ]  # fmt: skip


def test_an_edition_reads_back_from_its_canonical_json() -> None:
    source = read("iid/2025")
    assert edition_from(json.loads(source.canonical)) == source.edition
    assert sha256_of(json.loads(source.canonical)) == source.sha256


def test_canonical_json_sorts_keys_and_keeps_letters() -> None:
    assert canonical_json({"b": [1, True, None], "a": "é×"}) == '{"a":"é×","b":[1,true,null]}'


@pytest.mark.parametrize("bad", [1.5, {"a": [float("nan")]}, {1: "a"}, (1,), {"a": b"x"}])
def test_what_has_no_single_form_is_refused(bad: Any) -> None:
    with pytest.raises(CanonicalError):
        canonical_json(bad)


SCALE = {**CITED, "code": "s", "name": "s"}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"code": None}, "^edition.code: must be text$"),
        ({"verified": "yes"}, "^edition.verified: must be true or false$"),
        ({"missing": "later"}, "^edition.missing: must be one of pending, zero$"),
        ({"nodes": {}}, r"^edition.nodes: must be a list$"),
        ({"nodes": ["X"]}, r"^edition.nodes\[1\]: must be an object$"),
        ({"band_places": -1}, "^edition.band_places: must be a whole number, not negative$"),
        ({"band_places": True}, "^edition.band_places: must be a whole number"),
        ({"scales": [{**SCALE, "minimum": 0, "maximum": "1"}]}, r"scales\[1\].minimum: must be text"),
        ({"scales": [{**SCALE, "minimum": "x", "maximum": "1"}]}, "'x' is neither a plain"),
        ({"scales": [{**SCALE, "minimum": "-1", "maximum": "1"}]}, "must not be negative"),
        ({"scales": [{**SCALE, "minimum": "1", "maximum": "1"}]}, "lowest answer must lie below"),
        ({"bands": [band("A", "1,0", "2")]}, r"bands\[1\].low: is not a plain decimal"),
        ({"golden": [{**CITED, "name": "n"}]}, r"golden\[1\].expect: must be an object"),
        ({"golden": [{**CITED, "name": "n", "expect": {}, "answers": []}]}, r"golden\[1\].answers: must be an object"),
        ({"nodes": [group("R", "10", None, places=2, labels="x"), X]}, "labels: must be a list of texts"),
    ],
)  # fmt: skip
def test_malformed_documents_are_refused_with_their_place(change: dict[str, Any], fault: str) -> None:
    whole = {**document(X, Y), **change}
    with pytest.raises(DocumentError, match=fault):
        edition_from({key: value for key, value in whole.items() if value is not None})


def test_a_document_that_is_no_object_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"^edition: must be an object$"):
        edition_from([])


@pytest.mark.parametrize(
    ("nodes", "fault"),
    [
        ([X, X], "^test/2000: X: the code stands twice$"),
        ([node("X", "Q"), Y], "its parent Q does not stand before it"),
        ([X, node("Y", None)], "exactly one node without parent"),
        ([node("X", scale="nine"), Y], "there is no scale nine"),
        ([node("X", scale=None), Y], "the rule share and the scale do not go together"),
        ([X, group("Y", "10", scale="ten")], "the rule sum and the scale do not go together"),
        ([X, Y, node("Z", "Y")], "the rule share takes no children"),
        ([X, group("Y", "10", rule="mean"), node("Z", "Y")], "a repeating group has the rule mean"),
        ([X, group("Y", "10", kind="repeating"), node("Z", "Y")], "a repeating group has the rule mean"),
        ([X, group("Y", "10")], "the rule sum needs children"),
        ([X, node("L", **ITEMS, divisor=0), node("Z", "L")], "its divisor must be 1 or more"),
        ([X, node("L", **ITEMS), node("Z", "L", skippable=True)], "are leaves that apply to each item"),
        ([X, node("L", **ITEMS), node("Z", "L", applies=False)], "are leaves that apply to each item"),
        ([X, node("L", **ITEMS), group("Z", "10", "L"), node("W", "Z")], "are leaves that apply to each item"),
        ([X, group("Y", "10", rule="count")], "the rule count needs the key count"),
        ([X, node("N", **NUMBER), FACT], "L is not a repeating group"),
        ([node("L", **ITEMS), node("Z", "L"), node("N", **NUMBER)], "F must be its only child"),
        ([X, node("Y", weight="9")], "the children reach 19, which is not the declared maximum"),
        ([X, group("Y", "10", factor="1/2"), node("Z", "Y")], "Y: the children reach 5,"),
    ],
)
def test_contradictions_in_the_tree_are_refused(nodes: list[dict[str, Any]], fault: str) -> None:
    with pytest.raises(DocumentError, match=fault):
        edition(*nodes)


def test_the_maximum_of_a_count_follows_from_its_rule() -> None:
    low = node("N", **{**NUMBER, "maximum": "9"})
    with pytest.raises(DocumentError, match="the maximum must be 10"):
        edition(node("L", **ITEMS), node("Z", "L"), low, FACT, maximum="19")


def test_the_root_needs_places_and_a_maximum() -> None:
    whole = document(node("X", weight=None), Y)
    del whole["nodes"][0]["maximum"]
    with pytest.raises(DocumentError, match="the root needs places and a maximum"):
        edition_from(whole)


def test_a_scale_or_level_stands_once() -> None:
    whole = document(X, Y)
    with pytest.raises(DocumentError, match="scales: a code stands twice"):
        edition_from({**whole, "scales": [whole["scales"][0]] * 2})
    graded = {**whole["scales"][1], "levels": [whole["scales"][1]["levels"][0], *whole["scales"][1]["levels"]]}
    with pytest.raises(DocumentError, match="a level stands twice"):
        edition_from({**whole, "scales": [whole["scales"][0], graded]})


@pytest.mark.parametrize(
    ("bands", "fault"),
    [
        ([band("A", "9", "8")], "its low end lies above its high end"),
        ([band("A", "5", "10"), band("B", "0", "5")], "band A: overlaps B"),
        ([band("B", "0", "4"), band("A", "5", "10")], "or the bands do not stand highest first"),
    ],
)
def test_bands_must_not_overlap(bands: list[dict[str, Any]], fault: str) -> None:
    with pytest.raises(DocumentError, match=fault):
        edition(X, Y, bands=bands)


@pytest.mark.parametrize("edges", [({"low_open": True}, {}), ({}, {"high_open": True}), ({"low_open": True},) * 2])
def test_bands_may_meet_where_one_of_them_is_open(edges: tuple[dict[str, bool], dict[str, bool]]) -> None:
    upper, lower = edges
    assert len(edition(X, Y, bands=[band("A", "5", "10", **upper), band("B", "0", "5", **lower)]).bands) == 2


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        (gate(), "the last step must be reached with nothing fulfilled"),
        (gate(("0", True, "A", "A")), "the last step must be reached with nothing fulfilled"),
        (gate(LAST, nodes=["Q"]), "Q is not graded, or has no checks"),
        (gate(LAST, nodes=["Y"]), "Y is not graded, or has no checks"),
        (gate(("1", False, "A", "Z"), LAST), "A or Z is no level of the scale grade"),
        (gate(("1/2", True, "C", "C"), ("1", False, "A", "A"), LAST), "the steps do not stand highest first"),
        (gate(("1", False, "C", "C"), ("1/2", True, "A", "A"), LAST), "the steps do not stand highest first"),
        (gate(("1", False, "A", "A"), ("1", False, "C", "C"), LAST), "the steps do not stand highest first"),
    ],
)
def test_gates_must_hold_together(found: dict[str, Any], fault: str) -> None:
    with pytest.raises(DocumentError, match=fault):
        edition(*GRADED, Y, gates=[found])


def test_a_gate_that_holds_together_is_read() -> None:
    rules = edition(*GRADED, Y, gates=[gate(("1", False, "B", "A"), ("0", True, "B", "B"), LAST)])
    assert rules.gates[0].step(Fraction(1, 3)).cap == "B"
    assert rules.checks("X")[0].verified is False
