"""The score tree: from an edition and answers to a total, its band and the score of every node."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from scorecards.domain.aggregation import Part, combine
from scorecards.domain.answers import Sheet, read_answers, read_checks
from scorecards.domain.bands import band_of
from scorecards.domain.edition import Band, CountRule, Edition, MissingPolicy, Node, Rule
from scorecards.domain.gates import cap
from scorecards.domain.lines import Line, explain
from scorecards.domain.nodescore import GateApplied, NodeScore, State
from scorecards.domain.numbers import round_half_up

ENGINE_VERSION = "1"

Checks = Mapping[str, bool | None]


@dataclass(frozen=True)
class Outcome:
    """What the answers earn; `nodes` stand in the edition's order, items as "inovasi[2]" and "inovasi[2].17".

    `total` is None while a code of `missing` (under the policy "pending") or of `unverified` counts for it.
    """

    edition: Edition
    total: Decimal | None
    band: Band | None
    nodes: Mapping[str, NodeScore]
    missing: tuple[str, ...]
    unverified: tuple[str, ...]

    @property
    def assumed(self) -> tuple[str, ...]:
        """Paths where a bound stands in for an answer (see layers); empty when the total rests on answers alone."""
        return tuple(path for path, node in self.nodes.items() if node.state is State.ASSUMED)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The arithmetic, one line for each node that has a score, children before parents, the total last."""
        return explain(self.edition, self.nodes)


def score(edition: Edition, answers: Mapping[str, Any], *, checks: Mapping[str, Any] | None = None) -> Outcome:
    """Score raw answers by code; raise AnswerError when one is not allowed.

    With `checks` (check code -> true, false or "N/A"; one left out is not fulfilled) each grade is capped by its
    gate; without them no gate is applied.
    """
    return compute(edition, read_answers(edition, answers), read_checks(edition, checks))


def compute(edition: Edition, sheet: Sheet, checks: Checks | None = None) -> Outcome:
    """Score answers that are already typed."""
    walk = _Walk(edition, sheet, checks)
    root = walk.visit(edition.root)
    return Outcome(
        edition=edition,
        total=None if root.score is None else round_half_up(root.score, edition.root.places or 0),
        band=None if root.exact is None else band_of(edition, root.exact),
        nodes=walk.nodes,
        missing=tuple(walk.missing),
        unverified=edition.unverified,
    )


def mean(group: Node, total: Fraction, items: int) -> Fraction:
    """Return the score of a repeating group whose items together have that total."""
    return total / max(group.divisor, items) * group.factor


def exact_total(edition: Edition, sheet: Sheet, checks: Checks | None, known: Mapping[str, Fraction]) -> Fraction:
    """Return the total before rounding where the scores of repeating groups are known; for searching among sheets."""
    return _Walk(edition, sheet, checks, known).visit(edition.root).exact or Fraction(0)


@dataclass
class _Walk:
    """One pass over the tree, parents before children in `nodes`, children before parents in the arithmetic.

    `known` holds the scores of repeating groups that need not be worked out.
    """

    edition: Edition
    sheet: Sheet
    checks: Checks | None
    known: Mapping[str, Fraction] = field(default_factory=dict)
    nodes: dict[str, NodeScore] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def visit(self, node: Node, prefix: str = "") -> NodeScore:
        path = prefix + node.code
        # Takes its place in the order before its children take theirs.
        self.nodes[path] = NodeScore(path, State.PENDING)
        self.nodes[path] = found = self._found(node, path)
        return found

    def _found(self, node: Node, path: str) -> NodeScore:
        if not node.applies:
            return NodeScore(path, State.NOT_APPLICABLE)
        if node.rule is Rule.MEAN:
            return self._mean(node)
        if node.count is not None:
            return self._count(node, node.count)
        if node.scale is not None:
            return self._leaf(node, path)
        return self._group(node, path)

    def _group(self, node: Node, path: str) -> NodeScore:
        weighted = node.rule is Rule.WEIGHTED
        parts = [
            Part(self.visit(child), child.maximum, child.weight if weighted else Fraction(1))
            for child in self.edition.children(node.code)
        ]
        added = combine(parts, self.edition.not_applicable)
        if added is None:
            return NodeScore(path, State.NOT_APPLICABLE)
        maximum = node.maximum if added.maximum is None else added.maximum * node.factor
        found = _scored(node, path, None if added.score is None else added.score * node.factor, maximum)
        return replace(found, granted=added.granted, stretch=added.stretch)

    def _mean(self, node: Node) -> NodeScore:
        items = self.sheet.present(node.code)
        if items is None or not (items or node.empty_is_zero):
            return self._unanswered(node, node.code)
        exact = self.known.get(node.code)
        if exact is None:
            fields = self.edition.children(node.code)
            total = _sum([self._item(node, fields, path) for path in items])
            exact = None if total is None else mean(node, total, len(items))
        return _scored(node, node.code, exact, node.maximum, items=len(items))

    def _item(self, group: Node, fields: tuple[Node, ...], path: str) -> NodeScore:
        self.nodes[path] = NodeScore(path, State.PENDING)
        total = _sum([self.visit(child, f"{path}.") for child in fields])
        state = State.PENDING if total is None else State.SCORED
        self.nodes[path] = found = NodeScore(path, state, total, group.maximum, exact=total)
        return found

    def _count(self, node: Node, rule: CountRule) -> NodeScore:
        fact = self.visit(self.edition.node(rule.fact)).value
        items = self.sheet.present(rule.of)
        if items is None or fact is None:
            zero = self.edition.missing is MissingPolicy.ZERO
            return _scored(node, node.code, Fraction(0) if zero else None, node.maximum)
        exact = min(len(items), rule.cap) * rule.points if fact >= rule.least else Fraction(0)
        return _scored(node, node.code, exact, node.maximum, value=Fraction(len(items)), items=len(items))

    def _leaf(self, node: Node, path: str) -> NodeScore:
        answer = self.sheet.answers.get(path)
        if answer is None:
            return self._unanswered(node, path)
        if answer.value is None:
            return NodeScore(path, State.NOT_APPLICABLE, given=answer.given)
        gate, value = self._gate(node, answer.given, answer.value)
        points = points_of(self.edition, node, value)
        state = State.ASSUMED if path in self.sheet.assumed else State.SCORED
        if points is None:
            state = State.UNVERIFIED
        score = _rounded(points, node)
        return NodeScore(path, state, score, node.maximum, value, exact=points, given=answer.given, gate=gate)

    def _gate(self, node: Node, given: str, value: Fraction) -> tuple[GateApplied | None, Fraction]:
        """Return the gate that lowers the answer, if one does, and the value that counts."""
        if self.checks is None:
            return None, value
        gate = self.edition.gate_of(node.code)
        if gate is None:
            return None, value
        states = [self.checks.get(check.code, False) for check in self.edition.checks(node.code)]
        asked = [state for state in states if state is not None]
        if not asked:
            return None, value
        fulfilled = sum(asked)
        highest = self.edition.scale_of(node).level(cap(self.edition, node.code, fulfilled, len(asked)))
        if value <= highest.value:
            return None, value
        return GateApplied(gate.code, fulfilled, len(asked), given, highest.code), highest.value

    def _unanswered(self, node: Node, path: str) -> NodeScore:
        if not node.required:
            return NodeScore(path, State.MISSING, Fraction(0), Fraction(0), exact=Fraction(0))
        self.missing.append(path)
        zero = Fraction(0) if self.edition.missing is MissingPolicy.ZERO and node.maximum is not None else None
        return NodeScore(path, State.MISSING, zero, node.maximum, exact=zero)


def points_of(edition: Edition, node: Node, value: Fraction) -> Fraction | None:
    """Return what a value earns on its node before rounding; None where no official text gives the weight."""
    if node.rule is Rule.NONE:
        return Fraction(0)
    if node.rule is Rule.VALUE:
        return value
    if node.weight is None:
        return None
    points = value * node.weight
    return points / edition.scale_of(node).maximum if node.rule is Rule.SHARE else points


def _scored(
    node: Node,
    path: str,
    exact: Fraction | None,
    maximum: Fraction | None,
    *,
    value: Fraction | None = None,
    items: int | None = None,
) -> NodeScore:
    state = State.PENDING if exact is None else State.SCORED
    return NodeScore(path, state, _rounded(exact, node), maximum, value, exact=exact, items=items)


def _rounded(exact: Fraction | None, node: Node) -> Fraction | None:
    if exact is None or node.places is None:
        return exact
    return Fraction(round_half_up(exact, node.places))


def _sum(found: list[NodeScore]) -> Fraction | None:
    scores = [node.score for node in found if node.score is not None]
    return sum(scores, Fraction(0)) if len(scores) == len(found) else None
