"""Everything that the page of one sub-component shows."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q

from portal.units.models import Unit
from scorecards.domain.edition import Edition, Level, Node
from scorecards.domain.numbers import round_half_up
from scorecards.editions.selectors import edition_of
from scorecards.entries import permissions, remarks, selectors, standing, turns
from scorecards.entries.carry import before_of, outdated_words
from scorecards.entries.flows import rubric_steps
from scorecards.entries.lastyear import LastYear, last_year_of
from scorecards.entries.models import Contribution, Entry, EvidenceLink, Mark, Scorecard
from scorecards.entries.oddities import odd_words
from scorecards.entries.remarks import Remark
from scorecards.entries.standing import Standing
from scorecards.entries.windows import UNIT_ROLES, WindowState

if TYPE_CHECKING:
    from portal.accounts.models import User


class NoSuchEntry(LookupError):
    """The scorecard has no graded entry of that code."""


@dataclass(frozen=True)
class Check:
    """One criterion: its entry and what the unit answered."""

    entry: Entry
    node: Node
    mark: Mark | None
    evidence: int

    @property
    def level(self) -> str:
        """Return yes, no, N/A or nothing."""
        return self.mark.level if self.mark else ""


@dataclass(frozen=True)
class Grade:
    """One grade that may be chosen, and what it would earn of the total."""

    level: Level
    points: Decimal | None
    is_allowed: bool


@dataclass
class Question:
    """One sub-component of one scorecard, as one person may see it."""

    scorecard: Scorecard
    edition: Edition
    node: Node
    parent: Node
    entry: Entry
    standing: Standing
    checks: list[Check]
    siblings: list[Node]
    window: WindowState | None
    why_closed: str
    is_told: bool = False
    links: list[EvidenceLink] = field(default_factory=list)
    remark: Remark | None = None
    evaluation: Mark | None = None
    imported: Mark | None = None
    last_year: LastYear | None = None
    outdated: list[str] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)
    can_answer: bool = False
    acting_unit: Unit | None = None
    share: Contribution | None = None
    contributions: list[Contribution] = field(default_factory=list)

    @property
    def mark(self) -> Mark | None:
        """Return the unit's mark."""
        return self.standing.mark

    @property
    def is_editable(self) -> bool:
        """Return whether this person may change the answer now."""
        return self.can_answer and not self.why_closed and not self.standing.is_surveyed

    @property
    def is_provable(self) -> bool:
        """Return whether this person may add evidence now: of the unit that answers, or of one that contributes."""
        return self.acting_unit is not None and not self.why_closed

    @property
    def owner(self) -> Unit | None:
        """Return the unit that answers."""
        return self.entry.lead or self.scorecard.unit

    def may_change(self, link: EvidenceLink) -> bool:
        """Return whether this person may mark or take away a document here."""
        acting = self.acting_unit.pk if self.acting_unit else None
        return self.can_answer or (acting is not None and link.revision.document.unit_id == acting)

    @property
    def position(self) -> int:
        """Return the place among the scorecard's sub-components, from 1."""
        return self.siblings.index(self.node) + 1

    @property
    def previous(self) -> Node | None:
        """Return the sub-component before this one."""
        return self.siblings[self.position - 2] if self.position > 1 else None

    @property
    def next(self) -> Node | None:
        """Return the sub-component after this one."""
        return self.siblings[self.position] if self.position < len(self.siblings) else None

    @property
    def grades(self) -> list[Grade]:
        """Return the grades of the scale, best first, with what each would earn."""
        scale = self.edition.scale_of(self.node)
        cap = scale.level(self.standing.cap).value if self.standing.cap else None
        found = []
        for level in self.node.levels:
            weight = self.node.weight
            points = None if weight is None else round_half_up(level.value / scale.maximum * weight, 2)
            found.append(Grade(level, points, cap is None or level.value <= cap))
        return found

    @property
    def takes_number(self) -> bool:
        """Return whether the answer is a number rather than a grade."""
        return not self.node.levels and not self.standing.is_reported and not self.standing.is_surveyed

    @property
    def has_answer(self) -> bool:
        """Return whether the unit gives a grade or number; else it only reports, or citizens are asked."""
        return not self.standing.is_reported and not self.standing.is_surveyed

    @property
    def steps(self) -> tuple[Level, ...]:
        """Return the steps of the rubric by which the evaluator marks."""
        return rubric_steps(self.edition, self.node)

    @property
    def accepted_evidence(self) -> list[tuple[str, list[Node]]]:
        """Return each kind of document that proves something here, with the year it is about and its criteria."""
        found: dict[tuple[str, str], list[Node]] = {}
        for check in self.checks:
            for proof in check.node.evidence:
                found.setdefault((proof.text, proof.period), []).append(check.node)
        return [(self._proof_words(text, period), nodes) for (text, period), nodes in found.items()]

    def _proof_words(self, text: str, period: str) -> str:
        year = self.scorecard.cycle.period.score_year
        years = {"n": str(year), "n-1": str(year - 1)}
        return f"{text} {years[period]}" if period in years else text


def question_for(user: "User", scorecard: Scorecard, code: str) -> Question:
    """Gather one sub-component for a person; NoSuchEntry when the scorecard has none of that code."""
    edition = edition_of(scorecard.cycle.edition)
    under = Q(node__code=code) | Q(node__parent__code=code, node__kind=turns.CHECK)
    entries = list(scorecard.entries.filter(under, item__isnull=True).select_related("node", "lead"))
    keys = [entry.pk for entry in entries]
    links = selectors.links_of(keys)
    counts: dict[int, int] = {}
    for link in links:
        counts[link.entry_id] = counts.get(link.entry_id, 0) + 1
    of_parties: dict[str, dict[int, Mark]] = defaultdict(dict)
    for mark in Mark.objects.filter(entry__in=keys):
        of_parties[mark.party][mark.entry_id] = mark
    marks = of_parties[Mark.Party.UNIT]
    found = standing.standings(edition, entries, marks, counts)
    if not found:
        raise NoSuchEntry(code)
    one = found[0]
    by_code = {entry.node.code: entry for entry in entries}
    for entry in entries:
        entry.scorecard = scorecard
    can_answer = permissions.can_answer(user, one.entry)
    contributions = list(one.entry.contributions.select_related("unit", "changed_by"))
    share = None if can_answer else _share_of(user, contributions)
    if not (can_answer or share or permissions.reads_city(user, scorecard)):
        raise NoSuchEntry(code)
    acting = (one.entry.lead or scorecard.unit) if can_answer else share.unit if share else None
    window = turns.window_for(user, scorecard, Mark.Party.UNIT, acting.pk if acting else None)
    question = Question(
        scorecard=scorecard,
        edition=edition,
        node=one.node,
        parent=edition.node(one.node.parent or one.node.code),
        entry=one.entry,
        standing=one,
        checks=[
            Check(by_code[node.code], node, marks.get(by_code[node.code].pk), counts.get(by_code[node.code].pk, 0))
            for node in edition.checks(one.node.code)
            if node.code in by_code
        ],
        siblings=_siblings(user, scorecard, edition),
        window=window,
        why_closed=turns.why_closed(one.entry.state, Mark.Party.UNIT, window),
        links=links,
        can_answer=can_answer,
        acting_unit=acting,
        share=share,
        contributions=contributions,
    )
    if one.entry.state == Entry.State.RETURNED:
        question.remark = remarks.of([one.entry.pk]).get(one.entry.pk)
    question.is_told = permissions.sees_evaluation(user, scorecard)
    if question.is_told:
        question.evaluation = of_parties[Mark.Party.EVALUATOR].get(one.entry.pk)
    question.imported = of_parties[Mark.Party.IMPORTED].get(one.entry.pk)
    question.last_year = last_year_of(user, scorecard, one.node.code)
    return question


def add_hints(user: "User", question: Question) -> None:
    """Note what is odd about the answer, and which of last year's documents would be out of date now."""
    if not question.can_answer:
        return
    scorecard, code = question.scorecard, question.node.code
    odd = odd_words(user, scorecard, question.edition, [question.standing])
    question.oddities = odd.get(code, [])
    if question.last_year is not None and question.is_editable:
        codes = [code, *(check.node.code for check in question.checks)]
        before = before_of(scorecard, user, codes)
        year = scorecard.cycle.period.score_year
        question.outdated = outdated_words(question.edition, before, year, codes) if before else []


def _share_of(user: "User", contributions: list[Contribution]) -> Contribution | None:
    units = user.units_as(*UNIT_ROLES)
    return next((share for share in contributions if share.unit_id in units), None)


def _siblings(user: "User", scorecard: Scorecard, edition: Edition) -> list[Node]:
    """Return the nodes that the person can walk through; of a government's scorecard those that may be seen."""
    nodes = graded_nodes(edition)
    if scorecard.unit_id is not None:
        return nodes
    mine = Entry.objects.visible_to(user).filter(scorecard=scorecard, item__isnull=True)
    codes = set(mine.values_list("node__code", flat=True))
    return [node for node in nodes if node.code in codes]


def graded_nodes(edition: Edition) -> list[Node]:
    """Return the nodes that take a grade or number, in the edition's order."""
    return [node for node in edition.answerable() if node.kind in standing.GRADED_KINDS]
