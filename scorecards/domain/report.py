"""An outcome as plain JSON data: every number a string, nothing lost that twelve places can hold."""

from dataclasses import asdict
from typing import Any

from scorecards.domain.lines import Input, Line, weight_text
from scorecards.domain.nodescore import NodeScore, State
from scorecards.domain.numbers import plain
from scorecards.domain.scoring import Outcome


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return edition, total, band, nodes, missing, unverified and lines of an outcome."""
    band = outcome.band
    return {
        "edition": outcome.edition.code,
        "total": None if outcome.total is None else format(outcome.total, "f"),
        "band": None if band is None else {"code": band.code, "name": band.name},
        "nodes": {path: _node(node) for path, node in outcome.nodes.items() if node.counts},
        "missing": list(outcome.missing),
        "unverified": list(outcome.unverified),
        "lines": [_line(line) for line in outcome.lines],
    }


def _node(node: NodeScore) -> dict[str, str | None]:
    found = {
        "score": None if node.score is None else plain(node.score, least=2),
        "max": None if node.maximum is None else plain(node.maximum),
    }
    if node.value is not None and node.state is not State.ASSUMED:
        found["value"] = plain(node.value)
    return found


def _line(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {
        "node": line.node,
        "rule": line.kind.value,
        "inputs": [_input(part) for part in line.inputs],
        "result": plain(line.result, least=2),
        "text": str(line),
    }
    if line.rounding is not None:
        found |= {"exact": plain(line.exact), "rounding": line.rounding}
    if line.gate is not None:
        found["gate"] = asdict(line.gate)
    return found


def _input(part: Input) -> dict[str, str | None]:
    found: dict[str, str | None] = {"code": part.code, "value": None if part.value is None else plain(part.value)}
    if part.answer is not None:
        found["answer"] = part.answer
    if part.weight is not None:
        found["weight"] = weight_text(part.weight)
    if part.contribution is not None:
        found["contribution"] = plain(part.contribution)
    return found
