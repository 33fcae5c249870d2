"""From a total down to the page of a document: the arithmetic of one scorecard, computed on read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from scorecards.domain import states
from scorecards.domain.edition import Edition, Node, NodeKind
from scorecards.domain.layers import Layers
from scorecards.domain.lines import Line
from scorecards.domain.nodescore import GateApplied, NodeScore
from scorecards.domain.scoring import Outcome
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Entry, EvidenceLink, Mark, Scorecard
from scorecards.entries.turns import CHECK
from scorecards.evidence.models import Revision
from scorecards.rankings.audience import Audience
from scorecards.rankings.models import Result
from scorecards.rankings.selectors.inputs import inputs_of
from scorecards.reviews.models import Decision

if TYPE_CHECKING:
    from portal.accounts.models import User

Party = Mark.Party


class Layer(StrEnum):
    """Which of the three totals is explained; the values stand in addresses."""

    VERIFIED = "terverifikasi"
    CLAIMED = "klaim"
    REACHABLE = "tercapai"


@dataclass(frozen=True)
class Check:
    """One criterion under a graded node, as the unit answered it ("yes", "no", "N/A", or nothing)."""

    code: str
    name: str
    answer: str
    note: str
    links: tuple[EvidenceLink, ...]


@dataclass(frozen=True)
class Leaf:
    """One graded node: who gave what, what it earned, and what proves it.

    `fixed`, `reason` and a verified `state` are empty for readers who do not see marks. `recoverable` are the points
    that this scorecard can still win here.
    """

    node: Node
    entry: Entry | None
    state: str
    claimed: Mark | None
    fixed: Mark | None
    reason: str
    found: NodeScore
    line: Line | None
    checks: tuple[Check, ...]
    links: tuple[EvidenceLink, ...]
    recoverable: Fraction

    @property
    def gate(self) -> GateApplied | None:
        """Return the gate that lowered the grade, if one did."""
        return self.found.gate

    @property
    def all_links(self) -> tuple[EvidenceLink, ...]:
        """Return what proves the grade, and what proves its checks, each revision once."""
        found = {link.revision_id: link for check in self.checks for link in check.links}
        return tuple({**found, **{link.revision_id: link for link in self.links}}.values())

    @property
    def fulfilled(self) -> int:
        """Return how many checks the unit answered with yes."""
        return sum(check.answer == "yes" for check in self.checks)

    @property
    def asked(self) -> int:
        """Return how many checks apply."""
        return sum(check.answer != "N/A" for check in self.checks)


@dataclass(frozen=True)
class Section:
    """One component with its own line and its graded nodes."""

    node: Node
    found: NodeScore
    line: Line | None
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True)
class Explanation:
    """A scorecard's total in one layer, opened down to answers and documents.

    `stored` is the total that the ranking shows; `reproduces` says whether all three stored totals are the ones that
    were computed just now, None where nothing is stored yet or the reader may not see it.
    """

    scorecard: Scorecard
    edition: Edition
    layer: Layer
    outcome: Outcome
    sections: tuple[Section, ...]
    total_line: Line | None
    result: Result | None
    stored: Decimal | None
    reproduces: bool | None

    def leaf(self, code: str) -> Leaf | None:
        """Return the graded node of that code."""
        return next((leaf for section in self.sections for leaf in section.leaves if leaf.node.code == code), None)


def explanation_of(scorecard: Scorecard, user: "User", audience: Audience, layer: Layer) -> Explanation:
    """Explain one scorecard as `user` may see it; eleven queries."""
    if not audience.sees_marks:
        layer = Layer.CLAIMED
    edition = edition_of(scorecard.cycle.edition)
    result = Result.objects.filter(scorecard=scorecard).first() if audience.sees_marks else None
    layers = inputs_of(edition, [scorecard.pk])[scorecard.pk].layers(edition)
    outcome = _outcome(layers, layer)
    lines = {line.node: line for line in outcome.lines}
    leaves = {leaf.node.code: leaf for leaf in _leaves(edition, scorecard, user, audience, layers, outcome, lines)}
    return Explanation(
        scorecard=scorecard,
        edition=edition,
        layer=layer,
        outcome=outcome,
        sections=tuple(_sections(edition, outcome, lines, leaves)),
        total_line=lines.get(edition.root.code),
        result=result,
        stored=_stored(result, layer),
        reproduces=None if result is None else _totals(layers) == (result.claimed, result.verified, result.reachable),
    )


def _outcome(layers: Layers, layer: Layer) -> Outcome:
    return {Layer.CLAIMED: layers.claimed, Layer.VERIFIED: layers.verified, Layer.REACHABLE: layers.reachable}[layer]


def _totals(layers: Layers) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return layers.claimed.total, layers.verified.total, layers.reachable.total


def _stored(result: Result | None, layer: Layer) -> Decimal | None:
    if result is None:
        return None
    return {Layer.CLAIMED: result.claimed, Layer.VERIFIED: result.verified, Layer.REACHABLE: result.reachable}[layer]


def _sections(
    edition: Edition, outcome: Outcome, lines: Mapping[str, Line], leaves: Mapping[str, Leaf]
) -> Iterator[Section]:
    """Yield each part of the tree right below the root that has parts of its own, else the root with all leaves."""
    tops = [node for node in edition.children(edition.root.code) if edition.children(node.code)]
    if not tops:
        yield Section(edition.root, outcome.nodes[edition.root.code], None, tuple(leaves.values()))
        return
    for top in tops:
        below = tuple(leaves[node.code] for node in _below(edition, top) if node.code in leaves)
        yield Section(top, outcome.nodes[top.code], lines.get(top.code), below)


def _below(edition: Edition, node: Node) -> Iterator[Node]:
    for child in edition.children(node.code):
        yield child
        yield from _below(edition, child)


def _leaves(
    edition: Edition,
    scorecard: Scorecard,
    user: "User",
    audience: Audience,
    layers: Layers,
    outcome: Outcome,
    lines: Mapping[str, Line],
) -> Iterator[Leaf]:
    entries = {entry.node.code: entry for entry in scorecard.entries.filter(item=None).select_related("node")}
    marks = _marks(scorecard, audience)
    reasons = _reasons(scorecard)
    links = _links(scorecard, user) if audience.sees_documents else {}
    for node in edition.answerable():
        entry = entries.get(node.code)
        if node.kind is NodeKind.REPEATING or entry is None:
            continue
        reached, now = layers.reachable.nodes[node.code].score, outcome.nodes[node.code].score
        yield Leaf(
            node=node,
            entry=entry,
            state=_state(entry, audience),
            claimed=marks.get((node.code, Party.UNIT)),
            fixed=marks.get((node.code, Party.EVALUATOR)) if entry.state in states.DECIDED else None,
            reason=reasons.get(node.code, "") if entry.state == Entry.State.RETURNED else "",
            found=outcome.nodes[node.code],
            line=lines.get(node.code),
            checks=tuple(_checks(edition, node, entries, marks, links)),
            links=tuple(links.get(node.code, ())),
            # How far one can still get says what was accepted: it is one of the marks.
            recoverable=max((reached or Fraction(0)) - (now or Fraction(0)), Fraction(0))
            if audience.sees_marks
            else Fraction(0),
        )


def _state(entry: Entry, audience: Audience) -> str:
    """Return the entry's state; how the review went is part of what a unit learns with the release."""
    return states.as_told(entry.state, is_released=audience.sees_marks)


def _marks(scorecard: Scorecard, audience: Audience) -> dict[tuple[str, str], Mark]:
    parties = [Party.UNIT, Party.EVALUATOR] if audience.sees_marks else [Party.UNIT]
    rows = Mark.objects.filter(entry__scorecard=scorecard, entry__item=None, party__in=parties)
    return {(mark.entry.node.code, mark.party): mark for mark in rows.select_related("entry__node", "changed_by")}


def _reasons(scorecard: Scorecard) -> dict[str, str]:
    """Return the last reason for which each node was returned."""
    rows = Decision.objects.filter(entry__scorecard=scorecard, outcome=Decision.Outcome.RETURNED).order_by("pk")
    return dict(rows.values_list("entry__node__code", "reason"))


def _links(scorecard: Scorecard, user: "User") -> dict[str, list[EvidenceLink]]:
    """Return the evidence of each node that the user may open, by the node's code."""
    found: dict[str, list[EvidenceLink]] = defaultdict(list)
    rows = EvidenceLink.objects.filter(entry__scorecard=scorecard, revision__in=Revision.objects.visible_to(user))
    for link in rows.select_related("entry__node", "revision__document").order_by("pk"):
        found[link.entry.node.code].append(link)
    return found


def _checks(
    edition: Edition,
    node: Node,
    entries: Mapping[str, Entry],
    marks: Mapping[tuple[str, str], Mark],
    links: Mapping[str, list[EvidenceLink]],
) -> Iterator[Check]:
    for check in edition.checks(node.code):
        if check.code in entries and entries[check.code].node.kind == CHECK:
            mark = marks.get((check.code, Party.UNIT))
            yield Check(
                code=check.code,
                name=check.name,
                answer=mark.level if mark else "",
                note=mark.note if mark else "",
                links=tuple(links.get(check.code, ())),
            )
