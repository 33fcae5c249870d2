"""How the graded entries of a scorecard stand: answer, checks, gate, points, evidence.

The rules are the engine's (scorecards.domain); this only brings rows and rules together, for one party's answers.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, QuerySet

from scorecards.domain import gates
from scorecards.domain.answers import NOT_APPLICABLE
from scorecards.domain.edition import Edition, Node, NodeKind
from scorecards.domain.numbers import round_half_up
from scorecards.entries.answers import NO, YES
from scorecards.entries.flows import flow_of
from scorecards.entries.models import Entry, EvidenceLink, Mark
from scorecards.evidence.models import File

Entries = Collection[int] | QuerySet[Entry]
"""Entries by their keys or, where there are thousands, by the query that finds them."""

GRADED_KINDS = frozenset({NodeKind.CRITERION, NodeKind.SURVEY, NodeKind.EXTERNAL, NodeKind.FACT, NodeKind.INFORMATION})


@dataclass(frozen=True)
class Standing:
    """One graded entry. Points are of the total; `proposed`, `cap` and `next_step` are empty where no gate is."""

    entry: Entry
    node: Node
    mark: Mark | None
    fulfilled: int
    answered: int
    of: int
    evidence: int
    proposed: str = ""
    cap: str = ""
    next_step: gates.NextStep | None = None
    points: Decimal | None = None
    proposed_points: Decimal | None = None
    maximum: Decimal | None = None
    exceeds: bool = False
    is_reported: bool = False
    is_surveyed: bool = False

    @property
    def level(self) -> str:
        """Return the grade that the party holds, empty when there is none."""
        return self.mark.level if self.mark else ""

    @property
    def is_answered(self) -> bool:
        """Return whether there is a grade or a number; where the unit only reports, whether it has."""
        if self.mark is None:
            return False
        if self.is_reported:
            return bool(self.mark.note.strip())
        return bool(self.mark.level) or self.mark.value is not None

    @property
    def is_asked(self) -> bool:
        """Return whether the unit has something to fill in here."""
        return not self.is_surveyed and (self.node.required or self.is_reported)

    @property
    def unanswered_checks(self) -> int:
        """Return how many checks nobody has answered."""
        return self.of - self.answered


@dataclass(frozen=True)
class GateProblem:
    """A grade above what the share of fulfilled checks allows."""

    standing: Standing

    @property
    def code(self) -> str:
        """Return the code of the sub-component."""
        return self.standing.node.code


def standings(
    edition: Edition, entries: Iterable[Entry], marks: Mapping[int, Mark], evidence: Mapping[int, int]
) -> list[Standing]:
    """Return a standing for each graded entry of one scorecard, in the edition's order.

    `entries` are all of the scorecard's, `marks` one party's by entry, `evidence` numbers of links by entry.
    """
    by_code = {entry.node.code: entry for entry in entries if entry.item_id is None}
    found = []
    for node in edition.nodes:
        entry = by_code.get(node.code)
        if entry is not None and node.kind in GRADED_KINDS:
            checks = [by_code[check.code] for check in edition.checks(node.code) if check.code in by_code]
            found.append(_standing(edition, node, entry, checks, marks, evidence))
    return found


def problems(found: Iterable[Standing]) -> list[GateProblem]:
    """Return what the gates forbid."""
    return [GateProblem(standing) for standing in found if standing.exceeds]


def marks_by_entry(entries: Entries, party: str) -> dict[int, Mark]:
    """Return one party's marks by entry, in one query."""
    return {mark.entry_id: mark for mark in Mark.objects.filter(entry__in=entries, party=party)}


def evidence_counts(entries: Entries) -> dict[int, int]:
    """Return how many documents prove each entry, in one query; one with a virus proves nothing."""
    links = EvidenceLink.objects.filter(entry__in=entries).exclude(revision__file__scan=File.Scan.INFECTED)
    rows = links.values("entry").annotate(links=Count("pk"))
    return {row["entry"]: row["links"] for row in rows.order_by()}


def points_of(edition: Edition, node: Node, mark: Mark | None) -> Fraction | None:
    """Return what an answer earns of the total by itself, None without an answer or without a known weight."""
    if mark is None or mark.level == NOT_APPLICABLE:
        return None
    if not mark.level and mark.value is None:
        return None
    value = edition.scale_of(node).level(mark.level).value if mark.level else Fraction(mark.value or 0)
    return worth(edition, node, value)


def worth(edition: Edition, node: Node, value: Fraction) -> Fraction | None:
    """Return what a value on the node's scale earns of the total by itself, None without a known weight."""
    if node.weight is None:
        return None
    return value * node.weight / (edition.scale_of(node).maximum if node.rule == "share" else 1)


def _standing(
    edition: Edition,
    node: Node,
    entry: Entry,
    checks: list[Entry],
    marks: Mapping[int, Mark],
    evidence: Mapping[int, int],
) -> Standing:
    mark = marks.get(entry.pk)
    levels = [marks[check.pk].level for check in checks if check.pk in marks]
    # A check that does not apply is not asked: it counts on neither side of the share.
    fulfilled, of = levels.count(YES), len(checks) - levels.count(NOT_APPLICABLE)
    points = points_of(edition, node, mark)
    gated = _gated(edition, node, mark, fulfilled, of) if of and edition.gate_of(node.code) else {}
    flow = flow_of(edition)
    return Standing(
        entry=entry,
        node=node,
        mark=mark,
        fulfilled=fulfilled,
        answered=levels.count(YES) + levels.count(NO),
        of=of,
        evidence=evidence.get(entry.pk, 0) + sum(evidence.get(check.pk, 0) for check in checks),
        points=None if points is None else round_half_up(points, 2),
        maximum=None if node.maximum is None else round_half_up(node.maximum, 2),
        is_reported=flow.is_reported(node),
        is_surveyed=flow.is_surveyed(node),
        **gated,  # type: ignore[arg-type]
    )


def _gated(edition: Edition, node: Node, mark: Mark | None, fulfilled: int, of: int) -> dict[str, object]:
    scale = edition.scale_of(node)
    highest = gates.cap(edition, node.code, fulfilled, of)
    proposed = gates.propose(edition, node.code, fulfilled, of)
    points = scale.level(proposed).value / scale.maximum * (node.weight or 0)
    given = mark.level if mark else ""
    return {
        "proposed": proposed,
        "cap": highest,
        "next_step": gates.next_step(edition, node.code, fulfilled, of),
        "proposed_points": round_half_up(points, 2),
        "exceeds": given not in ("", NOT_APPLICABLE) and scale.level(given).value > scale.level(highest).value,
    }
