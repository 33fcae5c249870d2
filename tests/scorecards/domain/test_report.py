"""An outcome as JSON data."""

import json

from scorecards.domain.layers import layers
from scorecards.domain.report import outcome_json
from scorecards.domain.scoring import score
from scorecards.instruments.reader import read

SAKIP = read("sakip/2021").edition


def test_numbers_are_strings_and_nothing_is_rounded_before_the_total() -> None:
    found = outcome_json(score(SAKIP, {"3.b": "B"}))
    assert found["nodes"]["3.b"] == {"score": "3.15", "max": "4.5", "value": "70"}
    assert found["nodes"]["3"] == {"score": None, "max": "15"}
    assert (found["edition"], found["total"], found["band"]) == ("sakip/2021", None, None)
    assert found["missing"][:2] == ["1.a", "1.b"]
    assert found["lines"] == [
        {
            "node": "3.b",
            "rule": "share",
            "inputs": [{"code": "3.b", "value": "70", "answer": "B", "weight": "4.5", "contribution": "3.15"}],
            "result": "3.15",
            "text": "3.b: B = 70; 70 / 100 × 4.5 = 3.15",
        }
    ]


def test_rounding_and_gates_are_told() -> None:
    total = outcome_json(score(read("ombudsman/2022").edition, {"lokus": [{"nilai": "1.005"}]}))
    assert (total["total"], total["band"]) == ("1.01", {"code": "E", "name": "Zona merah, kualitas terendah"})
    assert total["lines"][-1] | {"inputs": []} == {
        "node": "KEPATUHAN", "rule": "sum", "inputs": [], "result": "1.01", "exact": "1.005", "rounding": 2,
        "text": "KEPATUHAN = lokus = 1.005 → 1.01",
    }  # fmt: skip
    gated = outcome_json(score(SAKIP, {"1.a": "A"}, checks={}))
    assert gated["lines"][0]["gate"] == {"code": "kriteria", "fulfilled": 0, "of": 6, "given": "A", "cap": "E"}


def test_what_does_not_apply_is_left_out_and_unknown_stays_null() -> None:
    found = outcome_json(score(read("rb/2023").edition, {"B3": 4}))
    assert "B6" not in found["nodes"]
    assert found["nodes"]["B3"] == {"score": None, "max": None, "value": "4"}
    assert found["nodes"]["RB"] == {"score": None, "max": "120"}
    assert "B3" in found["unverified"]


def test_a_bound_is_not_shown_as_a_value() -> None:
    found = outcome_json(layers(SAKIP, {}, {"1.a": "A"}, ()).verified)
    assert found["nodes"]["1.b"] == {"score": "0.00", "max": "9"}
    assert found["nodes"]["1.a"]["value"] == "90"


def test_all_of_it_is_json() -> None:
    answers = {str(code): 1 for code in range(1, 16)} | {"urusan_wajib": 5, "inovasi": [{"16": 1}]}
    found = outcome_json(score(read("iid/2023").edition, answers))
    assert json.loads(json.dumps(found)) == found
    assert found["missing"][0] == "inovasi[1].17"
