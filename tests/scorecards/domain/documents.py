"""Small documents of made-up editions, to test rules that no published edition uses."""

from typing import Any

from scorecards.domain.document import edition_from
from scorecards.domain.edition import Edition

CITED = {"legal_basis": "made up for tests", "source": "made up for tests", "verified": False}


def node(code: str, parent: str | None = "R", **keys: Any) -> dict[str, Any]:
    """Return a leaf that earns answer / 10 x weight, unless `keys` say otherwise."""
    row = {**CITED, "code": code, "name": code, "kind": "criterion", "rule": "share", "scale": "ten", "weight": "10"}
    row |= {"parent": parent} if parent else {}
    row |= keys
    return {key: value for key, value in row.items() if value is not None}


def group(code: str, maximum: str | None, parent: str | None = "R", **keys: Any) -> dict[str, Any]:
    """Return a node that adds its children."""
    plain = {"kind": "group", "rule": "sum", "scale": None, "weight": None, "maximum": maximum}
    return node(code, parent, **{**plain, **keys})


def document(*nodes: dict[str, Any], maximum: str = "20", **keys: Any) -> dict[str, Any]:
    """Return a document whose root R adds `nodes`, with the scales ten (0 to 10) and grade (A = 10, B = 5, C = 0)."""
    levels = [{"code": code, "value": value, "name": code} for code, value in (("A", "10"), ("B", "5"), ("C", "0"))]
    return {
        **CITED,
        "code": "test/2000",
        "instrument": "Test",
        "title": "Test",
        "missing": "pending",
        "not_applicable": "exclude",
        "scales": [
            {**CITED, "code": "ten", "name": "0 to 10", "minimum": "0", "maximum": "10"},
            {**CITED, "code": "grade", "name": "A to C", "levels": levels},
        ],
        "bands": [],
        "nodes": [group("R", maximum, None, places=2), *nodes],
        "golden": [],
        **keys,
    }


def edition(*nodes: dict[str, Any], maximum: str = "20", **keys: Any) -> Edition:
    """Return the edition of such a document."""
    return edition_from(document(*nodes, maximum=maximum, **keys))
