"""What becomes of the answers when an edition follows another: which node stands for which, and what is taken over.

Nothing is invented. An answer is taken over where exactly one old node stands behind the new one, both are of one kind,
and the new scale knows the answer; all else needs an answer.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from scorecards.domain.answers import NOT_APPLICABLE
from scorecards.domain.consistency import Fault
from scorecards.domain.edition import Edition, Node, NodeKind, Rule, Scale
from scorecards.domain.said import Said

Answer = TypeVar("Answer")


class Link(StrEnum):
    """How a node of the new edition stands to the old one."""

    SAME = "same"  # one old node of the same code
    RENAMED = "renamed"  # one old node of another code
    SPLIT = "split"  # one old node, which others follow too: each takes its answer as a proposal
    RESCALED = "rescaled"  # one old node on another scale: a level that still exists is taken as a proposal
    OTHER = "other"  # one old node of another kind: nothing can be taken
    MERGED = "merged"  # several old nodes: whose answer would it be?
    NEW = "new"  # no old node


PROPOSED = frozenset({Link.SPLIT, Link.RESCALED})
TAKEN = frozenset({Link.SAME, Link.RENAMED}) | PROPOSED


@dataclass(frozen=True)
class Step:
    """A node of the new edition that takes an answer or a check, and the old ones behind it."""

    node: Node
    link: Link
    sources: tuple[str, ...]

    @property
    def source(self) -> str | None:
        """Return the one old code whose answer may be taken."""
        return self.sources[0] if self.link in TAKEN else None


@dataclass(frozen=True)
class Crosswalk:
    """All steps by new code, in the new edition's order, and the old nodes that nothing follows."""

    old: Edition
    new: Edition
    steps: Mapping[str, Step]
    dropped: tuple[Node, ...]

    @cached_property
    def counts(self) -> Mapping[Link, int]:
        """How many steps there are of each link."""
        return Counter(step.link for step in self.steps.values())

    def carried(self, answers: Mapping[str, Answer]) -> dict[str, Answer]:
        """Return by new code the answers (or checks) that the new edition takes over."""
        found = {}
        for code, step in self.steps.items():
            source = step.source
            if source is not None and source in answers and self._takes(step, answers[source]):
                found[code] = answers[source]
        return found

    @cached_property
    def reopened(self) -> frozenset[str]:
        """The nodes whose mark is to be decided again: proposals, and grades whose checks are not simply taken over."""
        codes = set()
        for code, step in self.steps.items():
            if step.node.kind is not NodeKind.CHECK:
                codes |= {code} if step.link in PROPOSED else set()
            elif step.node.parent is not None and (step.link in PROPOSED or step.source is None):
                codes.add(step.node.parent)
        return frozenset(codes)

    def _takes(self, step: Step, answer: object) -> bool:
        if answer == NOT_APPLICABLE:
            return step.node.skippable
        if step.link is not Link.RESCALED:
            return True
        levels = self.new.scale_of(step.node).levels if step.node.scale else ()
        # A number on another scale says another thing; a level that both scales know says the same.
        return isinstance(answer, str) and any(level.code == answer for level in levels)


def crosswalk(old: Edition, new: Edition) -> Crosswalk:
    """Return what stands behind each node of `new` that takes an answer or a check."""
    before, after = _asked(old), _asked(new)
    behind = {code: tuple(source for source in _named(node) if source in before) for code, node in after.items()}
    uses = Counter(source for sources in behind.values() for source in sources)
    steps = {
        code: Step(node, _link(old, new, node, [before[source] for source in behind[code]], uses), behind[code])
        for code, node in after.items()
    }
    return Crosswalk(old, new, steps, tuple(node for code, node in before.items() if code not in uses))


def unknown_predecessors(old: Edition | None, new: Edition) -> Iterator[Fault]:
    """Yield the predecessors that the edition before does not have."""
    for node in new.nodes:
        for code in node.predecessors or ():
            if old is None:
                text = Said("there is no edition before this one, so %(code)s is unknown", code=code)
                yield Fault("nodes", node.code, "predecessor", text)
            elif code not in old:
                text = Said("%(edition)s has no code %(code)s", edition=old.code, code=code)
                yield Fault("nodes", node.code, "predecessor", text)


def _named(node: Node) -> tuple[str, ...]:
    return (node.code,) if node.predecessors is None else node.predecessors


def _asked(edition: Edition) -> dict[str, Node]:
    """Return what takes an answer or a check, in the edition's order; fields of items go with their group."""
    answerable = {node.code for node in edition.answerable()}
    checks = (node.code for node in edition.nodes if node.kind is NodeKind.CHECK and node.applies)
    asked = answerable.union(checks)
    return {node.code: node for node in edition.nodes if node.code in asked}


def _link(old: Edition, new: Edition, node: Node, sources: list[Node], uses: Mapping[str, int]) -> Link:
    if not sources:
        return Link.NEW
    if len(_named(node)) > 1:
        return Link.MERGED
    (source,) = sources
    if source.kind is not node.kind:
        return Link.OTHER
    if _shape(old, source) != _shape(new, node):
        return Link.OTHER if node.rule is Rule.MEAN else Link.RESCALED
    if uses[source.code] > 1:
        return Link.SPLIT
    return Link.SAME if source.code == node.code else Link.RENAMED


def _shape(edition: Edition, node: Node) -> object:
    """Return what two nodes must share for an answer to say the same on both."""
    if node.rule is Rule.MEAN:
        return [(field.code, _shape(edition, field)) for field in edition.children(node.code)], node.labels
    return _marks(edition.scale_of(node)) if node.scale is not None else None


def _marks(scale: Scale) -> object:
    return {level.code: level.value for level in scale.levels}, scale.minimum, scale.maximum, scale.whole
