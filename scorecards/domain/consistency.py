"""Whether an edition holds together: its tree, its sums, its bands and its gates."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from scorecards.domain.edition import LEAF_RULES, Band, Edition, Gate, Node, NodeKind, Rule, Scale
from scorecards.domain.numbers import plain


class DocumentError(ValueError):
    """The document of an edition cannot be used; the message names the place and the fault."""


def check_edition(edition: Edition) -> None:
    """Raise DocumentError with the first contradiction inside the edition."""
    for fault in _faults(edition):
        raise DocumentError(f"{edition.code}: {fault}")


def _faults(edition: Edition) -> Iterator[str]:
    # The tree and the scales first: the later checks rest on them.
    yield from _tree_faults(edition)
    for scale in edition.scales.values():
        yield from (f"scale {scale.code}: {fault}" for fault in _scale_faults(scale))
    for node in edition.nodes:
        yield from (f"{node.code}: {fault}" for fault in _node_faults(edition, node))
    if edition.root.places is None or edition.root.maximum is None:
        yield f"{edition.root.code}: the root needs places and a maximum"
    yield from _band_faults(edition.bands, edition.band_places)
    for gate in edition.gates:
        yield from (f"gate {gate.code}: {fault}" for fault in _gate_faults(edition, gate))


def _tree_faults(edition: Edition) -> Iterator[str]:
    seen: set[str] = set()
    for node in edition.nodes:
        if node.code in seen:
            yield f"{node.code}: the code stands twice"
        if node.parent is not None and node.parent not in seen:
            yield f"{node.code}: its parent {node.parent} does not stand before it"
        seen.add(node.code)
    if sum(node.parent is None for node in edition.nodes) != 1:
        yield "there must be exactly one node without parent"


def _scale_faults(scale: Scale) -> Iterator[str]:
    if scale.minimum >= scale.maximum:
        yield "its lowest answer must lie below its highest"
    if len({level.code for level in scale.levels}) != len(scale.levels):
        yield "a level stands twice"


def _node_faults(edition: Edition, node: Node) -> Iterator[str]:
    children = edition.children(node.code)
    if node.scale is not None and node.scale not in edition.scales:
        yield f"there is no scale {node.scale}"
    if (node.scale is not None) != (node.rule in LEAF_RULES and node.kind is not NodeKind.CHECK):
        yield f"the rule {node.rule} and the scale do not go together"
    if node.rule in LEAF_RULES and children:
        yield f"the rule {node.rule} takes no children"
    if (node.kind is NodeKind.REPEATING) != (node.rule is Rule.MEAN):
        yield "a repeating group has the rule mean, and nothing else has it"
    if (node.count is not None) != (node.rule is Rule.COUNT):
        yield "the rule count needs the key count"
    if node.rule not in LEAF_RULES and node.rule is not Rule.COUNT and not children:
        yield f"the rule {node.rule} needs children"
    if node.rule is Rule.MEAN:
        yield from _mean_faults(node, children)
    yield from _count_faults(edition, node)
    yield from _sum_faults(node, children)


def _mean_faults(node: Node, fields: tuple[Node, ...]) -> Iterator[str]:
    if node.divisor < 1:
        yield "its divisor must be 1 or more"
    if any(field.rule not in LEAF_RULES or field.skippable or not field.applies for field in fields):
        yield "the fields of a repeating group are leaves that apply to each item"


def _count_faults(edition: Edition, node: Node) -> Iterator[str]:
    rule = node.count
    if rule is None:
        return
    if rule.of not in edition or edition.node(rule.of).kind is not NodeKind.REPEATING:
        yield f"{rule.of} is not a repeating group"
    if [child.code for child in edition.children(node.code)] != [rule.fact]:
        yield f"{rule.fact} must be its only child"
    if node.maximum != rule.cap * rule.points:
        yield f"the maximum must be {plain(rule.cap * rule.points)}"


def _sum_faults(node: Node, children: tuple[Node, ...]) -> Iterator[str]:
    """Check the declared maximum against what the children can reach; unknown weights leave nothing to check."""
    if node.rule not in {Rule.SUM, Rule.WEIGHTED, Rule.MEAN}:
        return
    reach = Fraction(0)
    for child in children:
        weight = child.weight if node.rule is Rule.WEIGHTED else Fraction(1)
        if not child.applies or child.maximum is None or weight is None:
            return
        reach += child.maximum * weight
    if node.maximum != reach * node.factor:
        yield f"the children reach {plain(reach * node.factor)}, which is not the declared maximum"


def _band_faults(bands: tuple[Band, ...], places: int) -> Iterator[str]:
    step = Decimal(1).scaleb(-places)
    for band in bands:
        if band.low > band.high:
            yield f"band {band.code}: its low end lies above its high end"
    for upper, lower in pairwise(bands):
        first = upper.low + step if upper.low_open else upper.low
        last = lower.high - step if lower.high_open else lower.high
        if first <= last:
            yield f"band {upper.code} overlaps {lower.code}, or the bands do not stand highest first"


def _gate_faults(edition: Edition, gate: Gate) -> Iterator[str]:
    if not gate.steps or not gate.steps[-1].reached(Fraction(0)):
        yield "the last step must be reached with nothing fulfilled"
    for code in gate.nodes:
        if code in edition and edition.checks(code) and edition.node(code).scale is not None:
            yield from _step_faults(gate, edition.scale_of(edition.node(code)))
        else:
            yield f"{code} is not graded, or has no checks"


def _step_faults(gate: Gate, scale: Scale) -> Iterator[str]:
    values = {level.code: level.value for level in scale.levels}
    for step in gate.steps:
        if not {step.proposes, step.cap} <= values.keys():
            yield f"{step.proposes} or {step.cap} is no level of the scale {scale.code}"
    for upper, lower in pairwise(gate.steps):
        rises = values[lower.cap] > values[upper.cap] or values[lower.proposes] > values[upper.proposes]
        if rises or (lower.share, lower.above) >= (upper.share, upper.above):
            yield "the steps do not stand highest first"
