"""What a draft edition would ask of each unit: answers, criteria, marks to decide again, documents to renew."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from portal.units.models import Unit
from scorecards.domain.crosswalk import PROPOSED, Crosswalk, Step
from scorecards.domain.edition import Edition, Node, Rule
from scorecards.domain.numbers import round_half_up
from scorecards.entries.models import Cycle, Entry, EvidenceLink, Scorecard
from scorecards.entries.turns import CHECK
from scorecards.rankings.selectors.rehearsal import Rehearsal, Row

UNKNOWN = Decimal(-1)
PLACES = 2


@dataclass(frozen=True)
class Task:
    """What one scorecard has to do about one node of the draft, and the points of the total that hang on it.

    `points` is None where no official text gives the weight.
    """

    scorecard: Scorecard
    step: Step
    needs_answer: bool
    criteria: int
    decide_again: bool
    renew: int
    new_proofs: int
    points: Decimal | None

    @property
    def is_needed(self) -> bool:
        """Return whether there is anything to do."""
        return bool(self.needs_answer or self.criteria or self.decide_again or self.renew or self.new_proofs)


@dataclass(frozen=True)
class UnitWork:
    """The tasks of the unit that leads them, dearest first; None where the crosswalk names no lead."""

    unit: Unit | None
    tasks: tuple[Task, ...]

    @property
    def points(self) -> Decimal:
        """Return the points that hang on all of them, as far as they are known."""
        return sum((task.points for task in self.tasks if task.points is not None), Decimal(0))

    @property
    def answers(self) -> int:
        """Return how many answers are needed."""
        return sum(task.needs_answer for task in self.tasks)

    @property
    def criteria(self) -> int:
        """Return how many criteria of grades need one."""
        return sum(task.criteria for task in self.tasks)

    @property
    def decisions(self) -> int:
        """Return how many answers are proposals to decide again."""
        return sum(task.decide_again for task in self.tasks)

    @property
    def documents(self) -> int:
        """Return how many documents are to be renewed, or asked for in words that the edition before did not have."""
        return sum(task.renew + task.new_proofs for task in self.tasks)


def work_of(found: Rehearsal) -> list[UnitWork]:
    """Return the work of each unit, most points first, what nobody leads yet last; three queries."""
    leads, stale = _leads(found), _stale(found.cycle)
    units = Unit.objects.in_bulk({lead for lead in leads.values() if lead is not None})
    units |= {row.scorecard.unit.pk: row.scorecard.unit for row in found.rows if row.scorecard.unit is not None}
    graded = [_Graded(found.crosswalk, node) for node in found.crosswalk.new.answerable()]
    tasks: dict[int | None, list[Task]] = defaultdict(list)
    for row in found.rows:
        for one in graded:
            task = one.task(row, stale.get(row.scorecard.pk, {}))
            if task.is_needed:
                tasks[_lead(row.scorecard, one.step, leads)].append(task)
    work = [UnitWork(units[pk] if pk else None, tuple(sorted(rows, key=_dearest))) for pk, rows in tasks.items()]
    return sorted(work, key=lambda one: (one.unit is None, -one.points, one.unit.name.lower() if one.unit else ""))


class _Graded:
    """A node of the draft that takes a mark, and what of its work is the same for every scorecard."""

    def __init__(self, found: Crosswalk, node: Node) -> None:
        self.step = found.steps[node.code]
        self.checks = [found.steps[check.code] for check in found.new.checks(node.code) if check.code in found.steps]
        self.has_gate = found.new.gate_of(node.code) is not None
        self.sources = {step.source for step in (self.step, *self.checks) if step.source is not None}
        self.is_proposed = any(step.link in PROPOSED for step in (self.step, *self.checks))
        self.wants_year = any(proof.period == "n" for step in (self.step, *self.checks) for proof in step.node.evidence)
        self.new_proofs = sum(_new_proofs(found.old, step) for step in (self.step, *self.checks))
        self.times = _times(found.new, node)

    def task(self, row: Row, stale: Mapping[str, "Stale"]) -> Task:
        """Return what one scorecard has to do about it."""
        given, code = row.then.inputs, self.step.node.code
        is_there = code in given.claimed or code in given.verified
        ticks = given.checks or {}
        needs_answer = self.step.node.required and not is_there
        criteria = sum(step.node.code not in ticks for step in self.checks) if self.has_gate else 0
        old = [stale[source] for source in self.sources & stale.keys()]
        renew = sum((one.past if self.wants_year else 0) + one.expired for one in old) if is_there else 0
        decide_again = self.is_proposed and is_there
        return Task(
            row.scorecard,
            self.step,
            needs_answer=needs_answer,
            criteria=criteria,
            decide_again=decide_again,
            renew=renew,
            new_proofs=self.new_proofs if is_there else 0,
            points=self._points(row, is_there=is_there, adds=criteria > 0),
        )

    def _points(self, row: Row, *, is_there: bool, adds: bool) -> Decimal | None:
        """Return what an answer can bring; where it is there, what it brings now, and with criteria all of it."""
        node, layers = self.step.node, row.then.layers
        layer = layers.claimed if node.code in row.then.inputs.claimed else layers.verified
        points = node.maximum if adds or not is_there else layer.nodes[node.code].score
        return None if points is None or self.times is None else round_half_up(points * self.times, PLACES)


@dataclass(frozen=True)
class Stale:
    """How many documents of an entry say nothing of the year to come, and how many others have expired."""

    past: int = 0
    expired: int = 0


def _stale(cycle: Cycle) -> dict[int, dict[str, Stale]]:
    """Return by scorecard and code the documents that will not do for the year after the cycle's; one query."""
    year, today = cycle.period.score_year, timezone.localdate()
    links = EvidenceLink.objects.filter(entry__scorecard__cycle=cycle).order_by("pk")
    document = "revision__document"
    rows = links.values_list(
        "entry__scorecard", "entry__node__code", f"{document}__covers_to", f"{document}__expires_on"
    )
    past: Counter[tuple[int, str]] = Counter()
    expired: Counter[tuple[int, str]] = Counter()
    for card, code, covers_to, expires_on in rows:
        if expires_on is not None and expires_on < today:
            expired[card, code] += 1
        elif covers_to is not None and covers_to.year <= year:
            past[card, code] += 1
    found: dict[int, dict[str, Stale]] = defaultdict(dict)
    for card, code in past.keys() | expired.keys():
        found[card][code] = Stale(past[card, code], expired[card, code])
    return dict(found)


def _new_proofs(old: Edition, step: Step) -> int:
    """Return how many kinds of document are asked for in words that the edition before did not use."""
    if step.source is None:
        return 0  # what is new needs an answer, and its documents come with it
    known = {proof.text for proof in old.node(step.source).evidence}
    return sum(proof.text not in known for proof in step.node.evidence)


def _times(edition: Edition, node: Node) -> Fraction | None:
    """Return what a point of the node is worth in the total; None where a weight above it is not known."""
    times = Fraction(1)
    while node.parent is not None:
        parent = edition.node(node.parent)
        if parent.rule is Rule.WEIGHTED:
            if node.weight is None:
                return None
            times *= node.weight
        times *= parent.factor
        node = parent
    return times


def _leads(found: Rehearsal) -> dict[tuple[int, str], int | None]:
    """Return who answers what on the old scorecards of the government, where each answer has a lead of its own."""
    cards = [row.scorecard.pk for row in found.rows if row.scorecard.unit_id is None]
    entries = Entry.objects.filter(scorecard__in=cards, item__isnull=True).exclude(node__kind=CHECK).order_by("pk")
    return {(card, code): lead for card, code, lead in entries.values_list("scorecard", "node__code", "lead")}


def _lead(card: Scorecard, step: Step, leads: Mapping[tuple[int, str], int | None]) -> int | None:
    """Return the unit that answers: the scorecard's, or the one that leads all that stands behind the node."""
    if card.unit_id is not None:
        return card.unit_id
    behind = {leads.get((card.pk, source)) for source in step.sources}
    return behind.pop() if len(behind) == 1 else None


def _dearest(task: Task) -> tuple[Decimal, int]:
    return (-(UNKNOWN if task.points is None else task.points), task.scorecard.pk)


def counted(work: Iterable[UnitWork]) -> int:
    """Return how many tasks there are."""
    return sum(len(one.tasks) for one in work)
