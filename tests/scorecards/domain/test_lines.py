"""The arithmetic, as a jurist reads it."""

from fractions import Fraction

import pytest
from hypothesis import given, settings

from scorecards.domain.edition import Rule
from scorecards.domain.lines import recompute
from scorecards.domain.nodescore import State
from scorecards.domain.scoring import Outcome, score
from scorecards.instruments.reader import read
from tests.scorecards.domain.documents import edition, node
from tests.scorecards.domain.strategies import Answers, iid


def sentences(outcome: Outcome) -> dict[str, str]:
    return {line.node: str(line) for line in outcome.lines}


def test_sakip_from_grade_to_total() -> None:
    case = read("sakip/2021").edition.golden[0]
    found = sentences(score(read("sakip/2021").edition, case.answers or {}))
    assert found["1.a"] == "1.a: A = 90; 90 / 100 × 6 = 5.4"
    assert found["1"] == "1 = 1.a + 1.b + 1.c = 5.4 + 7.2 + 12 = 24.6"
    assert found["SAKIP"] == "SAKIP = 1 + 2 + 3 + 4 = 24.6 + 23.7 + 12 + 19.25 = 79.55 → 79.55"
    assert list(found) == [
        "1.a", "1.b", "1.c", "1", "2.a", "2.b", "2.c", "2", "3.a", "3.b", "3.c", "3", "4.a", "4.b", "4.c", "4", "SAKIP",
    ]  # fmt: skip


def test_skm_shows_the_exact_ninth_and_cuts_what_does_not_end() -> None:
    case = read("skm/2017").edition.golden[2]
    found = sentences(score(read("skm/2017").edition, case.answers or {}))
    assert found["U1"] == "U1: 3.31; 3.31 × 1/9 = 0.367777…"
    assert found["NRR"].endswith("+ 0.372222… = 3.28")
    assert found["IKM"] == "IKM = NRR × 25 = 3.28 × 25 = 82 → 82.00"


def test_ombudsman_shows_the_mean() -> None:
    found = sentences(score(read("ombudsman/2022").edition, {"lokus": [{"nilai": "95.32"}, {"nilai": 94}]}))
    assert found == {
        "lokus[1].nilai": "lokus[1].nilai: 95.32",
        "lokus[1]": "lokus[1] = lokus[1].nilai = 95.32",
        "lokus[2].nilai": "lokus[2].nilai: 94",
        "lokus[2]": "lokus[2] = lokus[2].nilai = 94",
        "lokus": "lokus = (95.32 + 94) / 2 = 94.66",
        "KEPATUHAN": "KEPATUHAN = lokus = 94.66 → 94.66",
    }


def test_pekppp_shows_weights_and_leaves_out_what_only_informs() -> None:
    answers = {str(code): 4 for code in range(1, 32)} | {"F03": "4.2"}
    found = sentences(score(read("pekppp/2022").edition, answers))
    assert found["f"] == "f = 29 × 0.5 + 30 × 0.5 = 4 × 0.5 + 4 × 0.5 = 4"
    assert found["F02"].startswith("F02 = a × 0.24 + b × 0.25 + c × 0.18 + d × 0.11 + e × 0.1 + f × 0.12 = 4 × 0.24")
    assert found["IPP"] == "IPP = F02 × 0.75 + F03 × 0.25 = 4 × 0.75 + 4.2 × 0.25 = 4.05 → 4.05"
    assert found["31"] == "31: 4"


def test_iid_shows_divisor_count_and_factor() -> None:
    answers = {str(code): 1 for code in range(1, 16)} | {"urusan_wajib": 5}
    weak = {str(code): 1 for code in range(16, 36)}
    rules = read("iid/2023").edition
    found = sentences(score(rules, {**answers, "inovasi": [weak, weak]}))
    assert found["inovasi[2].17"] == "inovasi[2].17: 1; 1 × 2 = 2"
    assert found["inovasi"] == "inovasi = (37 + 37) / 10 = 7.4"
    assert found["36"] == "36 = min(2, 200) × 0.38 = 0.76 (urusan_wajib 5 ≥ 5)"
    assert found["SID"] == "SID = inovasi + 36 = 7.4 + 0.76 = 8.16"
    assert found["IID"] == "IID = (SPD + SID) × 0.4 = (21 + 8.16) × 0.4 = 11.664 → 11.66"
    assert sentences(score(rules, {**answers, "inovasi": [], "urusan_wajib": 4}))["36"] == "36 = 0 (urusan_wajib 4 < 5)"


@pytest.mark.parametrize(
    ("policy", "line"),
    [
        ("exclude", "R = X = 6 → 6.00"),
        ("redistribute", "R = X × 2 = 6 × 2 = 12 → 12.00"),
        ("full", "R = X + N/A = 6 + 10 = 16 → 16.00"),
    ],
)
def test_what_does_not_apply_is_seen_in_the_sum(policy: str, line: str) -> None:
    rules = edition(node("X", skippable=True), node("Y", skippable=True), not_applicable=policy)
    assert sentences(score(rules, {"X": 6, "Y": "N/A"}))["R"] == line


def test_what_is_missing_and_counts_nothing_is_seen() -> None:
    assert sentences(score(edition(node("X"), node("Y"), missing="zero"), {"X": 6}))["Y"] == "Y: ? = 0"


def test_pending_nodes_have_no_line() -> None:
    outcome = score(read("sakip/2021").edition, {"1.a": "BB"})
    assert list(sentences(outcome)) == ["1.a"]


def test_lines_hold_their_parts_as_data() -> None:
    line = score(read("sakip/2021").edition, {"1.a": "BB"}).lines[0]
    (only,) = line.inputs
    assert line.kind is Rule.SHARE
    assert [line.divisor, line.result, line.maximum] == [Fraction(100), line.exact, Fraction(6)]
    assert (only.code, only.answer, only.state) == ("1.a", "BB", State.SCORED)
    assert [only.value, only.weight, only.contribution] == [Fraction(80), Fraction(6), Fraction("4.8")]


@given(iid)
@settings(max_examples=25)
def test_each_line_gives_the_input_of_the_next(answers: Answers) -> None:
    outcome = score(read("iid/2025").edition, answers)
    results = {line.node: line.result for line in outcome.lines}
    for line in outcome.lines:
        assert recompute(line) == line.result
        if line.count is None:
            assert all(part.value == results[part.code] for part in line.inputs if part.code != line.node)
