"""Whether an edition holds together: its tree, its sums, its bands and its gates."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from scorecards.domain.edition import LEAF_RULES, Edition, Gate, Node, NodeKind, Rule, Scale
from scorecards.domain.numbers import plain
from scorecards.domain.said import Said


class DocumentError(ValueError):
    """The document of an edition cannot be used; the message names the place and the fault."""


class Fault(NamedTuple):
    """A contradiction: in which list of the document, at which code and key, and what it is."""

    rows: str
    code: str
    key: str
    text: Said

    def __str__(self) -> str:
        """Return place and fault in one line."""
        named = {"nodes": "", "scales": "scale ", "bands": "band ", "gates": "gate "}[self.rows]
        return f"{named}{self.code}: {self.text}" if self.code else str(self.text)


def check_edition(edition: Edition) -> None:
    """Raise DocumentError with the first contradiction inside the edition."""
    for fault in faults(edition):
        raise DocumentError(f"{edition.code}: {fault}")


def faults(edition: Edition) -> Iterator[Fault]:
    """Yield the contradictions inside the edition; those of a later kind only when what they rest on holds."""
    for part in (_tree_faults, _all_scale_faults, _all_node_faults, _band_faults, _all_gate_faults):
        found = list(part(edition))
        yield from found
        if found and part in {_tree_faults, _all_scale_faults}:
            return


def _all_scale_faults(edition: Edition) -> Iterator[Fault]:
    for scale in edition.scales.values():
        yield from (Fault("scales", scale.code, "code", text) for text in _scale_faults(scale))
    for node in edition.nodes:
        if node.scale is not None and node.scale not in edition.scales:
            yield Fault("nodes", node.code, "scale", Said("there is no scale %(scale)s", scale=node.scale))


def _all_node_faults(edition: Edition) -> Iterator[Fault]:
    for node in edition.nodes:
        yield from (Fault("nodes", node.code, "rule", text) for text in _node_faults(edition, node))
        yield from (
            Fault("nodes", node.code, "maximum", text) for text in _sum_faults(node, edition.children(node.code))
        )
    if edition.root.places is None or edition.root.maximum is None:
        yield Fault("nodes", edition.root.code, "maximum", Said("the root needs places and a maximum"))


def _all_gate_faults(edition: Edition) -> Iterator[Fault]:
    for gate in edition.gates:
        yield from (Fault("gates", gate.code, "code", text) for text in _gate_faults(edition, gate))


def _tree_faults(edition: Edition) -> Iterator[Fault]:
    seen: set[str] = set()
    for node in edition.nodes:
        if node.code in seen:
            yield Fault("nodes", node.code, "code", Said("the code stands twice"))
        if node.parent is not None and node.parent not in seen:
            yield Fault(
                "nodes", node.code, "parent", Said("its parent %(parent)s does not stand before it", parent=node.parent)
            )
        seen.add(node.code)
    if sum(node.parent is None for node in edition.nodes) != 1:
        yield Fault("nodes", "", "parent", Said("there must be exactly one node without parent"))


def _scale_faults(scale: Scale) -> Iterator[Said]:
    if scale.minimum >= scale.maximum:
        yield Said("its lowest answer must lie below its highest")
    if len({level.code for level in scale.levels}) != len(scale.levels):
        yield Said("a level stands twice")


def _node_faults(edition: Edition, node: Node) -> Iterator[Said]:
    children = edition.children(node.code)
    if (node.scale is not None) != (node.rule in LEAF_RULES and node.kind is not NodeKind.CHECK):
        yield Said("the rule %(rule)s and the scale do not go together", rule=node.rule)
    if node.rule in LEAF_RULES and children:
        yield Said("the rule %(rule)s takes no children", rule=node.rule)
    if (node.kind is NodeKind.REPEATING) != (node.rule is Rule.MEAN):
        yield Said("a repeating group has the rule mean, and nothing else has it")
    if (node.count is not None) != (node.rule is Rule.COUNT):
        yield Said("the rule count needs the key count")
    if node.rule not in LEAF_RULES and node.rule is not Rule.COUNT and not children:
        yield Said("the rule %(rule)s needs children", rule=node.rule)
    if node.rule is Rule.MEAN:
        yield from _mean_faults(node, children)
    yield from _count_faults(edition, node)


def _mean_faults(node: Node, fields: tuple[Node, ...]) -> Iterator[Said]:
    if node.divisor < 1:
        yield Said("its divisor must be 1 or more")
    if any(field.rule not in LEAF_RULES or field.skippable or not field.applies for field in fields):
        yield Said("the fields of a repeating group are leaves that apply to each item")


def _count_faults(edition: Edition, node: Node) -> Iterator[Said]:
    rule = node.count
    if rule is None:
        return
    if rule.of not in edition or edition.node(rule.of).kind is not NodeKind.REPEATING:
        yield Said("%(code)s is not a repeating group", code=rule.of)
    if [child.code for child in edition.children(node.code)] != [rule.fact]:
        yield Said("%(code)s must be its only child", code=rule.fact)
    if node.maximum != rule.cap * rule.points:
        yield Said("the maximum must be %(maximum)s", maximum=plain(rule.cap * rule.points))


def _sum_faults(node: Node, children: tuple[Node, ...]) -> Iterator[Said]:
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
        yield Said("the children reach %(reach)s, which is not the declared maximum", reach=plain(reach * node.factor))


def _band_faults(edition: Edition) -> Iterator[Fault]:
    step = Decimal(1).scaleb(-edition.band_places)
    for band in edition.bands:
        if band.low > band.high:
            yield Fault("bands", band.code, "low", Said("its low end lies above its high end"))
    for upper, lower in pairwise(edition.bands):
        first = upper.low + step if upper.low_open else upper.low
        last = lower.high - step if lower.high_open else lower.high
        if first <= last:
            yield Fault(
                "bands",
                upper.code,
                "low",
                Said("overlaps %(code)s, or the bands do not stand highest first", code=lower.code),
            )


def _gate_faults(edition: Edition, gate: Gate) -> Iterator[Said]:
    if not gate.steps or not gate.steps[-1].reached(Fraction(0)):
        yield Said("the last step must be reached with nothing fulfilled")
    for code in gate.nodes:
        if code in edition and edition.checks(code) and edition.node(code).scale is not None:
            yield from _step_faults(gate, edition.scale_of(edition.node(code)))
        else:
            yield Said("%(code)s is not graded, or has no checks", code=code)


def _step_faults(gate: Gate, scale: Scale) -> Iterator[Said]:
    values = {level.code: level.value for level in scale.levels}
    strange = [step for step in gate.steps if not {step.proposes, step.cap} <= values.keys()]
    for step in strange:
        yield Said(
            "%(proposes)s or %(cap)s is no level of the scale %(scale)s",
            proposes=step.proposes,
            cap=step.cap,
            scale=scale.code,
        )
    if strange:
        return
    for upper, lower in pairwise(gate.steps):
        rises = values[lower.cap] > values[upper.cap] or values[lower.proposes] > values[upper.proposes]
        if rises or (lower.share, lower.above) >= (upper.share, upper.above):
            yield Said("the steps do not stand highest first")
