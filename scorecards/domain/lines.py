"""The arithmetic of an outcome, line by line, as data and as sentences in arithmetic notation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scorecards.domain.edition import LEAF_RULES, CountRule, Edition, Node, Rule
from scorecards.domain.nodescore import GateApplied, NodeScore, State
from scorecards.domain.numbers import is_exact, plain, round_half_up

SHOWN = 6
TIMES = "\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True)
class Input:
    """What enters a line: a child (or the answer itself), the value it counts with, and what it contributes.

    `answer` is as given ("BB", "3.31"), None for a computed child; `weight` is None where the parent only adds.
    """

    code: str
    answer: str | None
    value: Fraction | None
    weight: Fraction | None
    contribution: Fraction | None
    state: State


@dataclass(frozen=True)
class Line:
    """How one node came to its score.

    `kind` is the rule: share, product, value, none, sum, weighted, mean or count. The inputs' contributions plus
    `granted` (points of what does not apply, under the policy "full"), times `factor`, divided by `divisor`, are
    `exact`; rounded half up to `rounding` places, where the edition rounds here, they are `result`.
    """

    node: str
    kind: Rule
    inputs: tuple[Input, ...]
    granted: Fraction
    factor: Fraction
    divisor: Fraction
    rounding: int | None
    gate: GateApplied | None
    exact: Fraction
    result: Fraction
    maximum: Fraction | None
    items: int | None = None
    count: CountRule | None = None

    def __str__(self) -> str:
        """Return the line as a sentence."""
        return render(self)


def explain(edition: Edition, nodes: Mapping[str, NodeScore]) -> tuple[Line, ...]:
    """Return a line for each node that has a score, children before parents, the total last."""
    return tuple(_lines(edition, nodes, edition.root, ""))


def recompute(line: Line) -> Fraction:
    """Return the score that the line's own inputs give; it equals `result`, or the line is wrong."""
    if line.count is not None:
        fact = line.inputs[0].value or Fraction(0)
        exact = min(line.items or 0, line.count.cap) * line.count.points if fact >= line.count.least else Fraction(0)
    elif line.kind is Rule.SHARE or line.kind is Rule.PRODUCT:
        (only,) = line.inputs
        exact = (only.value or 0) * (only.weight or 0) / line.divisor
    else:
        exact = (_contributions(line) + line.granted) * line.factor / line.divisor
    return exact if line.rounding is None else Fraction(round_half_up(exact, line.rounding))


def _contributions(line: Line) -> Fraction:
    return sum((part.contribution for part in line.inputs if part.contribution is not None), Fraction(0))


def _lines(edition: Edition, nodes: Mapping[str, NodeScore], node: Node, prefix: str) -> Iterator[Line]:
    path = prefix + node.code
    found = nodes[path]
    if node.rule is Rule.MEAN:
        for item in _items(nodes, node):
            yield from _item_lines(edition, nodes, node, item)
    else:
        for child in edition.children(node.code):
            yield from _lines(edition, nodes, child, "")
    if found.exact is not None and found.score is not None and (found.state is not State.MISSING or node.required):
        yield _line(edition, nodes, node, found, found.exact, found.score)


def _item_lines(edition: Edition, nodes: Mapping[str, NodeScore], group: Node, path: str) -> Iterator[Line]:
    fields = edition.children(group.code)
    for field in fields:
        yield from _lines(edition, nodes, field, f"{path}.")
    item, one = nodes[path], Fraction(1)
    if item.score is not None:
        inputs = tuple(_input(nodes[f"{path}.{field.code}"], None) for field in fields)
        yield Line(path, Rule.SUM, inputs, Fraction(0), one, one, None, None, item.score, item.score, item.maximum)


def _line(
    edition: Edition, nodes: Mapping[str, NodeScore], node: Node, found: NodeScore, exact: Fraction, result: Fraction
) -> Line:
    return Line(
        node=found.path,
        kind=node.rule,
        inputs=_inputs(edition, nodes, node, found),
        granted=found.granted,
        factor=node.factor * found.stretch,
        divisor=_divisor(edition, node, found),
        rounding=node.places,
        gate=found.gate,
        exact=exact,
        result=result,
        maximum=found.maximum,
        items=found.items,
        count=node.count,
    )


def _inputs(edition: Edition, nodes: Mapping[str, NodeScore], node: Node, found: NodeScore) -> tuple[Input, ...]:
    if node.scale is not None:
        return (Input(found.path, found.given, found.value, node.weight, found.exact, found.state),)
    if node.count is not None:
        fact = nodes[node.count.fact]
        return (Input(fact.path, fact.given, fact.value, None, None, fact.state),)
    if node.rule is Rule.MEAN:
        return tuple(_input(nodes[path], None) for path in _items(nodes, node))
    weighted = node.rule is Rule.WEIGHTED
    children = (child for child in edition.children(node.code) if child.rule is not Rule.NONE)
    return tuple(_input(nodes[child.code], child.weight if weighted else None) for child in children)


def _items(nodes: Mapping[str, NodeScore], group: Node) -> list[str]:
    return [path for path in nodes if path.startswith(f"{group.code}[") and path.endswith("]")]


def _input(found: NodeScore, weight: Fraction | None) -> Input:
    contribution = None if found.score is None else found.score * (1 if weight is None else weight)
    return Input(found.path, None, found.score, weight, contribution, found.state)


def _divisor(edition: Edition, node: Node, found: NodeScore) -> Fraction:
    if node.rule is Rule.SHARE:
        return edition.scale_of(node).maximum
    if node.rule is Rule.MEAN:
        return Fraction(max(node.divisor, found.items or 0))
    return Fraction(1)


def render(line: Line) -> str:
    """Write a line in arithmetic notation, which needs no translation.

    "…" marks a cut after six places, "→" a rounding or a gate, "[E]" a bound that stands in for an answer, "?" an
    answer that is missing and counts zero.
    """
    if line.count is not None:
        sentence = _count(line, line.count)
    else:
        sentence = _leaf(line) if line.kind in LEAF_RULES else _sum(line)
    return sentence if line.rounding is None else f"{sentence} → {plain(line.result, least=line.rounding)}"


def _leaf(line: Line) -> str:
    (only,) = line.inputs
    if only.value is None:
        return f"{line.node}: ? = 0"
    given, value = only.answer or "", number(only.value)
    head = f"[{given}]" if only.state is State.ASSUMED else given
    if line.gate is not None:
        head = f"{head}; {line.gate.fulfilled}/{line.gate.of} → {line.gate.cap}"
    if given != value or line.gate is not None:
        head = f"{head} = {value}"
    if line.kind is Rule.SHARE:
        return f"{line.node}: {head}; {value} / {number(line.divisor)} {TIMES} {_weight(only)} = {number(line.exact)}"
    if line.kind is Rule.PRODUCT:
        return f"{line.node}: {head}; {value} {TIMES} {_weight(only)} = {number(line.exact)}"
    return f"{line.node}: {head}"


def _weight(part: Input) -> str:
    return weight_text(part.weight or Fraction(0))


def _count(line: Line, rule: CountRule) -> str:
    (fact,) = line.inputs
    if fact.value is None or line.items is None:
        return f"{line.node}: ? = 0"
    if fact.value < rule.least:
        return f"{line.node} = 0 ({fact.code} {number(fact.value)} < {number(rule.least)})"
    product = f"min({line.items}, {rule.cap}) {TIMES} {number(rule.points)} = {number(line.exact)}"
    return f"{line.node} = {product} ({fact.code} {number(fact.value)} ≥ {number(rule.least)})"


def _sum(line: Line) -> str:
    parts = [part for part in line.inputs if part.value is not None]
    names = " + ".join(part.code if part.weight is None else f"{part.code} {TIMES} {_weight(part)}" for part in parts)
    terms = [
        number(part.value or Fraction(0)) + (f" {TIMES} {_weight(part)}" if part.weight is not None else "")
        for part in parts
    ]
    if line.granted:
        names, terms = f"{names} + N/A", [*terms, number(line.granted)]
    values = " + ".join(terms) or "0"
    tail = _tail(line)
    if tail and len(terms) > 1:
        names, values = f"({names})", f"({values})"
    named = f"{line.node} = {names}{tail}" if line.kind is not Rule.MEAN and names else line.node
    worked = f" = {values}{tail}" if tail or len(terms) > 1 else ""
    return f"{named}{worked} = {number(line.exact)}"


def _tail(line: Line) -> str:
    times = f" {TIMES} {weight_text(line.factor)}" if line.factor != 1 else ""
    return f"{times} / {number(line.divisor)}" if line.divisor != 1 or line.kind is Rule.MEAN else times


def number(value: Fraction) -> str:
    """Write a number in full where six places do, else its first six places and a mark that more follow."""
    if is_exact(value, SHOWN):
        return plain(value)
    return f"{plain(Fraction(value * 10**SHOWN // 1, 10**SHOWN), least=SHOWN)}…"


def weight_text(weight: Fraction) -> str:
    """Write a weight exactly: as a decimal where six places do, else as a fraction."""
    return plain(weight) if is_exact(weight, SHOWN) else f"{weight.numerator}/{weight.denominator}"
