"""What the published sources say of the editions: counts, weights and sums."""

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from scorecards.domain.edition import NodeKind
from scorecards.domain.scoring import score
from scorecards.instruments.reader import available, read
from tests.scorecards.domain import independent

SAKIP = read("sakip/2021").edition


def maxima(code: str, *codes: str) -> list[Fraction | None]:
    return [read(code).edition.node(node).maximum for node in codes]


def weights(code: str, *codes: str) -> list[Fraction | None]:
    return [read(code).edition.node(node).weight for node in codes]


def test_sakip_has_twelve_graded_sub_components_and_80_criteria() -> None:
    kinds = Counter(node.kind for node in SAKIP.nodes)
    assert kinds == {NodeKind.GROUP: 5, NodeKind.CRITERION: 12, NodeKind.CHECK: 80}
    counts = [len(SAKIP.checks(code)) for code in independent.SAKIP_WEIGHTS]
    assert counts == [6, 11, 8, 3, 7, 10, 6, 9, 7, 3, 5, 5]


def test_sakip_weights_add_up_as_published() -> None:
    """30 + 30 + 15 + 25, and 20 for being there, 30 for quality, 50 for use."""
    found = {code: SAKIP.node(code).weight or 0 for code in independent.SAKIP_WEIGHTS}
    assert found == {code: Fraction(weight) for code, weight in independent.SAKIP_WEIGHTS.items()}
    assert maxima("sakip/2021", "1", "2", "3", "4") == [30, 30, 15, 25]
    columns = [sum(weight for code, weight in found.items() if code.endswith(end)) for end in "abc"]
    assert columns == [20, 30, 50]


def test_every_sakip_criterion_says_what_proves_it_and_for_which_year() -> None:
    checks = [node for node in SAKIP.nodes if node.kind is NodeKind.CHECK]
    assert all(node.evidence and all(evidence.period for evidence in node.evidence) for node in checks)
    assert [node.code for node in checks if node.skippable] == ["1.a.1", "1.a.2", "2.a.1", "2.c.2", "4.a.1"]
    assert {evidence.period for node in checks for evidence in node.evidence} == {"n", "n-1"}
    assert len({node.name for node in checks}) == 80


def test_iid_maxima_are_those_of_the_ministry() -> None:
    for code in ("iid/2023", "iid/2025"):
        assert maxima(code, "SPD", "inovasi", "36", "SID") == [63, 111, 76, 187]
        assert Fraction(63, 250) == Fraction("0.252")
        assert len(read(code).edition.children("inovasi")) == 20
        assert len(read(code).edition.children("SPD")) == 15
    assert [read(code).edition.node("inovasi").divisor for code in ("iid/2023", "iid/2025")] == [10, 12]


def test_pekppp_weights_add_up_to_100_in_each_aspect() -> None:
    rules = read("pekppp/2022").edition
    assert [rules.node(aspect).weight for aspect in "abcdef"] == [
        Fraction(share, 100) for share, _ in independent.PEKPPP.values()
    ]
    for aspect, (_, shares) in independent.PEKPPP.items():
        assert [child.weight for child in rules.children(aspect)] == [Fraction(share, 100) for share in shares]
        assert sum(shares) == 100
    assert sum(share for share, _ in independent.PEKPPP.values()) == 100
    assert weights("pekppp/2022", "F02", "F03", "31") == [Fraction(3, 4), Fraction(1, 4), 0]
    assert len([node for node in rules.answerable() if node.kind is NodeKind.CRITERION]) == 30


def test_skm_weighs_each_element_with_an_exact_ninth() -> None:
    assert weights("skm/2017", *(f"U{number}" for number in range(1, 10))) == [Fraction(1, 9)] * 9


def test_rb_parts_are_those_that_are_known() -> None:
    assert maxima("rb/2022", "PENGUNGKIT", "HASIL", "RB") == [60, 40, 100]
    assert weights("rb/2023", "A1", "A2", "B1", "B2", "B3") == [3, 7, 2, 2, None]
    assert maxima("rb/2023", "A", "B", "C", "GENERAL") == [10, 40, 50, 100]


def test_what_no_official_text_backs_is_marked() -> None:
    assert not any(band.citation.verified for code in ("skm/2017", "ombudsman/2022", "rb/2023") for band in
                   read(code).edition.bands)  # fmt: skip
    assert not any(node.verified for node in read("rb/2023").edition.nodes)
    assert not SAKIP.node("1.b.10").verified
    assert SAKIP.node("1.b.9").verified


@pytest.mark.parametrize("code", [code for code in available() if not read(code).edition.unverified])
def test_best_and_lowest_answers_give_the_ends_of_the_scale(code: str) -> None:
    rules = read(code).edition
    best: dict[str, Any] = {node.code: rules.scale_of(node).best for node in rules.answerable() if node.scale}
    for group in (node for node in rules.answerable() if node.kind is NodeKind.REPEATING):
        best[group.code] = [{field.code: rules.scale_of(field).best for field in rules.children(group.code)}] * 200
    assert score(rules, best).total == rules.maximum
