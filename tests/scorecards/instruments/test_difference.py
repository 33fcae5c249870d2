"""What changed between two documents."""

from copy import deepcopy
from typing import Any

from scorecards.instruments.reader import diff, read


def changed() -> dict[str, Any]:
    return deepcopy(read("sakip/2021").document)


def test_equal_documents_have_no_difference() -> None:
    assert diff(read("sakip/2021").document, changed()) == []


def test_values_rows_and_order_are_told_apart() -> None:
    new = changed()
    new["title"] = "Baru"
    new["nodes"][2]["weight"] = "7"
    del new["nodes"][3]
    new["nodes"].append({"code": "5", "name": "Kelima"})
    new["bands"][0], new["bands"][1] = new["bands"][1], new["bands"][0]
    new["note"] = ["x"]
    del new["band_places"]
    assert diff(read("sakip/2021").document, new) == [
        "- band_places: 2",
        "~ title: Evaluasi Akuntabilitas Kinerja Instansi Pemerintah (PermenPANRB 88/2021) -> Baru",
        "~ bands: the order",
        "- nodes[1.a.1]: Pedoman teknis perencanaan kinerja telah tersedia.",
        "~ nodes[1.a].weight: 6 -> 7",
        "+ nodes[5]: Kelima",
        "+ note: 1 rows",
    ]


def test_rows_without_code_are_matched_by_name_or_place() -> None:
    old = {"golden": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}], "nodes": ["x", "y"], "m": {"k": 1}}
    new = {"golden": [{"name": "a", "value": "1"}, {"name": "a", "value": "3"}], "nodes": ["x"], "m": {}}
    assert diff(old, new) == ["~ golden[a #2].value: 2 -> 3", "- nodes[2]: y", "- m.k: 1"]
    assert diff({"m": {"k": 1}}, {"m": 1}) == ["~ m: 1 values -> 1"]
