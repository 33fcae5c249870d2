"""What an edition of an instrument is: its tree, scales, bands, gates and policies."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from scorecards.domain.numbers import plain


class NodeKind(StrEnum):
    """What a node is for."""

    GROUP = "group"
    CRITERION = "criterion"
    CHECK = "check"
    REPEATING = "repeating"
    FORMULA = "formula"
    SURVEY = "survey"
    EXTERNAL = "external"
    FACT = "fact"
    INFORMATION = "information"


class Rule(StrEnum):
    """How a node's score follows from its answer or from its children."""

    SHARE = "share"  # answer / top of the scale x weight
    PRODUCT = "product"  # answer x weight
    VALUE = "value"  # the answer itself
    NONE = "none"  # takes an answer, earns nothing by itself
    SUM = "sum"  # children's scores added, x factor
    WEIGHTED = "weighted"  # children's scores x their weights added, x factor
    MEAN = "mean"  # items' scores added / max(least divisor, number of items)
    COUNT = "count"  # min(number of items, cap) x points, or 0 below a threshold


LEAF_RULES = frozenset({Rule.SHARE, Rule.PRODUCT, Rule.VALUE, Rule.NONE})


class MissingPolicy(StrEnum):
    """What an answer that was not given does to the total."""

    PENDING = "pending"
    ZERO = "zero"


class NotApplicablePolicy(StrEnum):
    """What becomes of the points of a node that does not apply."""

    REDISTRIBUTE = "redistribute"  # the siblings take them over in proportion
    EXCLUDE = "exclude"  # they leave the score and the maximum
    FULL = "full"  # they count as earned


@dataclass(frozen=True)
class Citation:
    """Where a figure comes from, and whether an official text backs it."""

    legal_basis: str
    source: str
    verified: bool
    note: str = ""


@dataclass(frozen=True)
class Level:
    """One answer that a scale offers, with its value and its meaning in words."""

    code: str
    value: Fraction
    name: str
    text: str = ""


@dataclass(frozen=True)
class Scale:
    """The answers that are allowed: either named levels, or numbers between two bounds."""

    code: str
    name: str
    minimum: Fraction
    maximum: Fraction
    levels: tuple[Level, ...]
    whole: bool
    citation: Citation

    def level(self, code: str) -> Level:
        """Return the level of that code; KeyError when there is none."""
        for level in self.levels:
            if level.code == code:
                return level
        raise KeyError(code)

    @cached_property
    def lowest(self) -> str:
        """The answer that earns least."""
        return min(self.levels, key=lambda level: level.value).code if self.levels else plain(self.minimum)

    @cached_property
    def best(self) -> str:
        """The answer that earns most."""
        return max(self.levels, key=lambda level: level.value).code if self.levels else plain(self.maximum)

    @cached_property
    def allowed(self) -> str:
        """The allowed answers in one short phrase."""
        if self.levels:
            return ", ".join(level.code for level in self.levels)
        kind = "whole numbers" if self.whole else "numbers"
        return f"{kind} from {plain(self.minimum)} to {plain(self.maximum)}"


@dataclass(frozen=True)
class Evidence:
    """A kind of document that proves an answer, and the year it must be about ("n", "n-1" or both)."""

    text: str
    period: str = ""

    def __str__(self) -> str:
        """Return the text alone."""
        return self.text


@dataclass(frozen=True)
class CountRule:
    """Points for the number of items of a repeating group, unless a fact stays under its threshold."""

    of: str
    cap: int
    points: Fraction
    fact: str
    least: Fraction


@dataclass(frozen=True)
class Node:
    """One row of the edition's tree."""

    code: str
    name: str
    kind: NodeKind
    parent: str | None
    rule: Rule
    weight: Fraction | None
    maximum: Fraction | None
    scale: str | None
    levels: tuple[Level, ...]
    citation: Citation
    text: str = ""
    evidence: tuple[Evidence, ...] = ()
    factor: Fraction = Fraction(1)
    places: int | None = None
    applies: bool = True
    skippable: bool = False
    required: bool = True
    divisor: int = 1
    empty_is_zero: bool = False
    labels: tuple[str, ...] = ()
    count: CountRule | None = None
    predecessors: tuple[str, ...] | None = None
    """Its codes in the edition before; None says the same code, an empty tuple that there is none."""

    @property
    def legal_basis(self) -> str:
        """The rule that the figures of this node rest on."""
        return self.citation.legal_basis

    @property
    def source(self) -> str:
        """Where the figures of this node were read."""
        return self.citation.source

    @property
    def verified(self) -> bool:
        """Whether an official text backs the figures of this node."""
        return self.citation.verified


@dataclass(frozen=True)
class Band:
    """A predicate and its interval; a bound that is open does not itself belong to it."""

    code: str
    name: str
    low: Decimal
    high: Decimal
    low_open: bool
    high_open: bool
    text: str
    citation: Citation

    @property
    def interval(self) -> str:
        """The interval in the notation of mathematics: "(80, 90]" leaves 80 out and takes 90 in."""
        return f"{'(' if self.low_open else '['}{self.low}, {self.high}{')' if self.high_open else ']'}"

    def holds(self, value: Decimal) -> bool:
        """Tell whether an already rounded value lies in the interval."""
        above = value > self.low if self.low_open else value >= self.low
        below = value < self.high if self.high_open else value <= self.high
        return above and below


@dataclass(frozen=True)
class GateStep:
    """From which share of fulfilled checks on, which grade is proposed and which is the highest allowed."""

    share: Fraction
    above: bool
    proposes: str
    cap: str

    def reached(self, share: Fraction) -> bool:
        """Tell whether that share of checks reaches this step."""
        return share > self.share if self.above else share >= self.share


@dataclass(frozen=True)
class Gate:
    """The rule by which the share of fulfilled checks caps the grade of a node; steps stand highest first."""

    code: str
    nodes: tuple[str, ...]
    steps: tuple[GateStep, ...]
    citation: Citation

    def step(self, share: Fraction) -> GateStep:
        """Return the highest step that the share reaches; the reader made sure that there is one."""
        return next(step for step in self.steps if step.reached(share))


@dataclass(frozen=True)
class GoldenCase:
    """A case whose result is known: either answers and what they earn, or a value and its band."""

    name: str
    answers: Mapping[str, Any] | None
    checks: Mapping[str, Any] | None
    value: str | None
    expect: Mapping[str, Any]
    citation: Citation


@dataclass(frozen=True)
class Edition:
    """One year's rules of one instrument, complete; the engine reads nothing else."""

    code: str
    instrument: str
    title: str
    missing: MissingPolicy
    not_applicable: NotApplicablePolicy
    scales: Mapping[str, Scale]
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]
    band_places: int
    gates: tuple[Gate, ...]
    golden: tuple[GoldenCase, ...]
    citation: Citation

    @cached_property
    def _index(self) -> dict[str, Node]:
        return {node.code: node for node in self.nodes}

    @cached_property
    def _children(self) -> dict[str, tuple[Node, ...]]:
        found: dict[str, list[Node]] = {node.code: [] for node in self.nodes}
        for node in self.nodes:
            if node.parent is not None:
                found[node.parent].append(node)
        return {code: tuple(children) for code, children in found.items()}

    def __contains__(self, code: object) -> bool:
        """Tell whether the tree has a node of that code."""
        return code in self._index

    def node(self, code: str) -> Node:
        """Return the node of that code; KeyError when there is none."""
        return self._index[code]

    def children(self, code: str) -> tuple[Node, ...]:
        """Return the nodes right under that code that count for its score, in the edition's order."""
        return tuple(node for node in self._children[code] if node.kind is not NodeKind.CHECK)

    def checks(self, code: str) -> tuple[Node, ...]:
        """Return the checks (terpenuhi/belum) of a graded node."""
        return tuple(node for node in self._children[code] if node.kind is NodeKind.CHECK)

    @cached_property
    def root(self) -> Node:
        """The node whose score is the total."""
        return next(node for node in self.nodes if node.parent is None)

    @property
    def maximum(self) -> Fraction:
        """The highest total; the reader refuses a root without one."""
        return self.root.maximum or Fraction(0)

    def answerable(self) -> tuple[Node, ...]:
        """Return the nodes that take an answer: leaves, and repeating groups, whose answer is a list of items."""
        return self._answerable

    @cached_property
    def _answerable(self) -> tuple[Node, ...]:
        return tuple(
            node
            for node in self.nodes
            if node.applies
            and (node.scale is not None or node.kind is NodeKind.REPEATING)
            and not self.is_field(node.code)
        )

    def is_field(self, code: str) -> bool:
        """Tell whether the node belongs to each item of a repeating group."""
        parent = self.node(code).parent
        return parent is not None and self.node(parent).kind is NodeKind.REPEATING

    def scale_of(self, node: Node) -> Scale:
        """Return the scale of a node that takes a single answer; KeyError when it takes none."""
        return self.scales[node.scale or ""]

    def gate_of(self, code: str) -> Gate | None:
        """Return the gate that caps the grade of that node, if one does."""
        return next((gate for gate in self.gates if code in gate.nodes), None)

    @cached_property
    def unverified(self) -> tuple[str, ...]:
        """Codes that count for the total but whose weight no official text gives; they keep the total null."""
        return tuple(node.code for node in self.nodes if node.applies and node.weight is None and self._weighs(node))

    def _weighs(self, node: Node) -> bool:
        if node.kind is NodeKind.CHECK:
            return False
        inside = node.parent is not None and self.node(node.parent).rule is Rule.WEIGHTED
        return inside or node.rule in {Rule.SHARE, Rule.PRODUCT}
