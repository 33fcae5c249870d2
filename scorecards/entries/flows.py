"""How an edition is filled in, where that is not "the unit claims, the evaluator decides": a data file per edition.

It says who gives the answers; what they earn is the edition's own business.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from scorecards.domain.edition import Edition, Level, Node, NodeKind
from scorecards.domain.numbers import plain
from scorecards.instruments.yaml_loader import load_yaml

FOLDER = Path(__file__).parent / "data"
MOST_STEPS = 10


@dataclass(frozen=True)
class Flow:
    """Who answers what. `reported`: kinds of node to which the unit only reports; `survey`: what citizens answer."""

    reported: frozenset[NodeKind] = frozenset()
    survey: str = ""

    def is_reported(self, node: Node) -> bool:
        """Return whether the unit reports in words and evidence, and the evaluator alone gives the mark."""
        return node.kind in self.reported

    def is_surveyed(self, node: Node) -> bool:
        """Return whether the answer comes from citizens, and the unit has nothing to fill in."""
        return bool(self.survey) and node.code == self.survey


def flow_of(edition: Edition) -> Flow:
    """Return how an edition is filled in."""
    return _read(edition.code)


def rubric_steps(edition: Edition, node: Node) -> tuple[Level, ...]:
    """Return the whole steps of a rubric, highest first; nothing where marks are not given in steps."""
    if not flow_of(edition).is_reported(node) or node.levels:
        return ()
    scale = edition.scale_of(node)
    low, high = int(scale.minimum), int(scale.maximum)
    if high - low > MOST_STEPS:
        return ()
    steps = range(high, low - 1, -1)
    return tuple(Level(str(step), Fraction(step), f"{step} / {plain(scale.maximum)}") for step in steps)


def reporting_editions() -> frozenset[str]:
    """Return the codes of the editions to which units only report."""
    return frozenset(code for code in _known() if _read(code).reported)


@lru_cache(maxsize=1)
def _known() -> tuple[str, ...]:
    files = sorted(FOLDER.glob("flow-*.yaml"))
    return tuple(load_yaml(path.read_text("utf-8"))["edition"] for path in files)


@lru_cache(maxsize=64)
def _read(code: str) -> Flow:
    path = FOLDER / f"flow-{code.replace('/', '-')}.yaml"
    if not path.exists():
        return Flow()
    raw = load_yaml(path.read_text("utf-8"))
    kinds = frozenset({NodeKind.CRITERION, NodeKind.INFORMATION}) if raw.get("evaluator_marks") else frozenset()
    return Flow(kinds, raw.get("survey", ""))
