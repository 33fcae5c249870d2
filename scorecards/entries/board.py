"""A scorecard at a glance: its components with what is filled in, evidenced, handed in and verified."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from scorecards.domain import scoring, states
from scorecards.domain.edition import Band, Edition, Node
from scorecards.domain.numbers import round_half_up
from scorecards.editions.selectors import edition_of, nodes_of
from scorecards.entries import permissions, selectors, standing
from scorecards.entries.models import Entry, EntryQuerySet, Mark, Scorecard
from scorecards.entries.standing import GateProblem, Standing

if TYPE_CHECKING:
    from portal.accounts.models import User

VERIFIED = frozenset({states.State.VERIFIED}) | states.DECIDED


@dataclass(frozen=True)
class Progress:
    """How far some graded entries are; each number out of `total`, `verified` None where it may not be known."""

    total: int
    filled: int
    evidenced: int
    submitted: int
    verified: int | None
    returned: int

    @classmethod
    def of(cls, rows: Iterable[Standing], *, is_told: bool) -> "Progress":
        """Count standings; `is_told` False leaves out how the review goes."""
        rows = [row for row in rows if row.is_asked]
        return cls(
            total=len(rows),
            filled=sum(row.is_answered for row in rows),
            evidenced=sum(row.evidence > 0 for row in rows),
            submitted=sum(row.entry.state in states.HANDED_IN for row in rows),
            verified=sum(row.entry.state in VERIFIED for row in rows) if is_told else None,
            returned=sum(row.entry.state == Entry.State.RETURNED for row in rows),
        )


@dataclass(frozen=True)
class Component:
    """One component with its sub-components."""

    node: Node
    rows: list[Standing]
    progress: Progress
    points: Decimal | None
    maximum: Decimal | None


@dataclass
class Board:
    """One scorecard; points and total are those that the unit itself claims.

    `is_part`: the reader sees only some entries of a government's scorecard, so that there is no total.
    """

    scorecard: Scorecard
    edition: Edition
    components: list[Component]
    progress: Progress
    total: Decimal | None
    band: Band | None
    claimed: Decimal
    is_told: bool = False
    last_touched: datetime | None = None
    last_code: str = ""
    is_part: bool = False

    @property
    def maximum(self) -> Decimal | None:
        """Return the highest total, None where the edition knows none."""
        top = self.edition.root.maximum
        return None if top is None else round_half_up(top, 2)

    @property
    def rows(self) -> list[Standing]:
        """Return all sub-components in order."""
        return [row for component in self.components for row in component.rows]

    @property
    def missing(self) -> list[Standing]:
        """Return what has no answer yet."""
        return [row for row in self.rows if row.is_asked and not row.is_answered]

    @property
    def unproven(self) -> list[Standing]:
        """Return what lies with the unit and claims something without any evidence."""
        claimed = [row for row in self.rows if row.is_answered and not row.evidence]
        return [row for row in claimed if row.entry.state in states.WITH_UNIT]

    @property
    def ready(self) -> list[Standing]:
        """Return what would be handed in now."""
        return [row for row in self.rows if selectors.is_ready(row)]

    @property
    def returned(self) -> list[Standing]:
        """Return what came back."""
        return [row for row in self.rows if row.entry.state == Entry.State.RETURNED]

    @property
    def problems(self) -> list[GateProblem]:
        """Return what the gates forbid, among what would be handed in."""
        return standing.problems(self.ready)

    @property
    def resume(self) -> Standing | None:
        """Return where to go on among all entries."""
        return self.resume_among(self.rows)

    def resume_among(self, rows: Iterable[Standing]) -> Standing | None:
        """Return where to go on: what came back, else where one stopped if it is unfinished, else the first gap."""
        rows = list(rows)
        returned = [row for row in rows if row.entry.state == Entry.State.RETURNED]
        open_rows = (row for row in rows if row.is_asked and row.entry.state in states.WITH_UNIT)
        unfinished = [row for row in open_rows if not row.is_answered]
        stopped = [row for row in unfinished if row.node.code == self.last_code]
        return next(iter([*returned, *stopped, *unfinished]), None)


def boards(
    scorecards: Iterable[Scorecard],
    *,
    touched_by: "User | None" = None,
    reader: "User | None" = None,
    within: EntryQuerySet | None = None,
) -> list[Board]:
    """Return the boards of scorecards in the same order, in five queries, however many there are.

    How the review goes is told to a `reader` who may see the evaluator's marks, and to nobody else.
    `within` keeps only those of the entries: what a reader may see, or what a unit leads.
    """
    order = [card.pk for card in scorecards]
    related = ("cycle__edition__instrument", "cycle__period", "unit", "government")
    found = Scorecard.objects.select_related(*related).defer("cycle__edition__document").in_bulk(order)
    cards = [found[pk] for pk in order]
    entries: dict[int, list[Entry]] = defaultdict(list)
    nodes = nodes_of({card.cycle.edition_id for card in cards})
    rows = Entry.objects.all() if within is None else within
    all_entries = rows.filter(scorecard__in=cards, item__isnull=True).order_by("scorecard", "pk")
    has_leads = any(card.unit_id is None for card in cards)
    for entry in all_entries.select_related("lead") if has_leads else all_entries:
        entry.node, entry.scorecard = nodes[entry.node_id], found[entry.scorecard_id]
        entries[entry.scorecard_id].append(entry)
    marks = standing.marks_by_entry(all_entries.order_by(), Mark.Party.UNIT)
    evidence = standing.evidence_counts(all_entries.order_by())
    told = {card.pk: reader is not None and permissions.sees_evaluation(reader, card) for card in cards}
    return [
        _board(card, entries[card.pk], marks, evidence, touched_by=touched_by, is_told=told[card.pk]) for card in cards
    ]


def board_of(
    scorecard: Scorecard,
    *,
    touched_by: "User | None" = None,
    reader: "User | None" = None,
    within: EntryQuerySet | None = None,
) -> Board:
    """Return the board of one scorecard; see `boards`."""
    (board,) = boards([scorecard], touched_by=touched_by, reader=reader, within=within)
    return board


def _board(
    card: Scorecard,
    entries: list[Entry],
    marks: dict[int, Mark],
    evidence: dict[int, int],
    *,
    touched_by: "User | None",
    is_told: bool,
) -> Board:
    edition = edition_of(card.cycle.edition)
    rows = standing.standings(edition, entries, marks, evidence)
    outcome = scoring.score(edition, {row.node.code: _given(row) for row in rows if row.is_answered})
    groups: dict[str, list[Standing]] = defaultdict(list)
    for row in rows:
        groups[row.node.parent or ""].append(row)
    code, at = _last_touched(entries, marks, touched_by)
    is_part = len(rows) < sum(node.kind in standing.GRADED_KINDS for node in edition.answerable())
    return Board(
        scorecard=card,
        edition=edition,
        components=[_component(edition.node(parent), found, is_told=is_told) for parent, found in groups.items()],
        progress=Progress.of(rows, is_told=is_told),
        total=None if is_part else outcome.total,
        band=None if is_part else outcome.band,
        claimed=sum((row.points for row in rows if row.points is not None), Decimal(0)),
        is_told=is_told,
        last_touched=at,
        last_code=code,
        is_part=is_part,
    )


def _component(node: Node, rows: list[Standing], *, is_told: bool) -> Component:
    known = [row.points for row in rows if row.points is not None]
    tops = [row.maximum for row in rows if row.maximum is not None]
    whole = None if node.maximum is None else round_half_up(node.maximum, 2)
    return Component(
        node=node,
        rows=rows,
        progress=Progress.of(rows, is_told=is_told),
        points=sum(known, Decimal(0)) if known else None,
        maximum=sum(tops, Decimal(0)) if len(tops) == len(rows) else whole,
    )


def _given(row: Standing) -> Decimal | str | None:
    return row.level or (row.mark.value if row.mark else None)


def _last_touched(
    entries: list[Entry], marks: dict[int, Mark], touched_by: "User | None"
) -> tuple[str, datetime | None]:
    """Return the sub-component that somebody (or that person) changed last, and when."""
    latest: tuple[str, datetime | None] = ("", None)
    for entry in entries:
        mark = marks.get(entry.pk)
        if mark is None or (touched_by is not None and mark.changed_by_id != touched_by.pk):
            continue
        if latest[1] is None or mark.changed_at > latest[1]:
            is_check = entry.node.kind == "check" and entry.node.parent is not None
            latest = (entry.node.parent.code if is_check and entry.node.parent else entry.node.code, mark.changed_at)
    return latest
