"""Which waiting entries are word for word what was accepted before, so that they can be accepted together.

An entry is unchanged for a party in one of two cases, and in no other:

- **accepted before**: the party's own last decision on it, taken back ones aside, is an acceptance, and the unit's
  answer is now what it was then. It waits again because somebody else returned it; that reason is shown.
- **as last year**: nobody has returned it this year, the party has not decided on it, and in the unit's latest
  scorecard of an earlier year, of the same edition and with its marks released, the evaluator fixed the very grade
  that is claimed now on the same answer. Documents of an earlier year prove nothing about this one by themselves:
  there is at least one, and each is about the score year by its own details and has not expired.

The answer is the grade, the answer to each check, every note, and the evidence: which file (by SHA-256) at which pages
under which of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q

from scorecards.domain.edition import NodeKind
from scorecards.domain.numbers import plain, written_grade
from scorecards.domain.states import State
from scorecards.entries.models import Cycle, Entry, EvidenceLink, Mark, Scorecard
from scorecards.reviews.models import Decision
from scorecards.reviews.selectors.history import standing_decisions
from scorecards.reviews.selectors.queue import Queue, Show

Outcome = Decision.Outcome
FIXED = (State.FIXED, State.FINAL)


@dataclass(frozen=True)
class Unchanged:
    """A waiting entry that is unchanged, with the grade and note that stand from before.

    `accepted` is the party's acceptance, or else `year` the year whose mark it repeats. `seen_version` and
    `seen_decision` are what `accept` wants to know of the page. `returned` is a return by somebody else since.
    """

    entry: Entry
    level: str
    note: str
    seen_version: int
    seen_decision: int
    accepted: Decision | None = None
    returned: Decision | None = None
    year: int | None = None

    @property
    def shown(self) -> str:
        """Return the grade as people here read it, a number with a decimal comma."""
        return written_grade(self.level)


@dataclass
class Answer:
    """What a unit says in one graded entry: by code of its node and of its checks, and the proofs under each."""

    marks: dict[str, tuple[str, str]] = field(default_factory=dict)
    proofs: set[tuple[str, str, int | None, int | None]] = field(default_factory=set)
    documents: list[Any] = field(default_factory=list)

    def says_the_same(self, other: "Answer") -> bool:
        """Return whether nothing differs."""
        return (self.marks, self.proofs) == (other.marks, other.proofs)

    def proves_year(self, year: int) -> bool:
        """Return whether there is a document, and every one is about that year and in force."""
        sound = (each.covers_year(year) and each.validity != "expired" for each in self.documents)
        return bool(self.documents) and all(sound)


def unchanged_in(queue: Queue) -> list[Unchanged]:
    """Return what is unchanged among the entries that wait in a queue, whichever of them it shows."""
    return unchanged_of(list(replace(queue, show=Show.WAITING).entries()), queue.scope.party)


def unchanged_of(entries: Sequence[Entry], party: Mark.Party) -> list[Unchanged]:
    """Return those of a cycle's waiting entries that are unchanged for a party, in nine queries at most.

    The entries come with `node` and `scorecard__cycle__edition` joined; that they wait is the caller's to know.
    """
    if not entries:
        return []
    marks = _unit_marks(entries)
    decided = _decisions(entries)
    again = {
        entry.pk: own
        for entry in entries
        if (own := _own_last(decided.get(entry.pk, []), party)) and own.outcome == Outcome.ACCEPTED
    }
    before = _as_last_year(entries[0].scorecard.cycle, [each for each in entries if not decided.get(each.pk)], marks)
    asked = [entry for entry in entries if entry.pk in again or entry.pk in before]
    if not asked:
        return []
    parts = _parts([*asked, *(mark.entry for mark in before.values())])
    now = _answers_now(parts)
    then = _answers_at(parts, {pk: own.decided_at for pk, own in again.items()})
    found = []
    for entry in asked:
        version = marks[entry.pk].version if entry.pk in marks else 0
        if entry.pk in again:
            if now[entry.pk].says_the_same(then[entry.pk]):
                found.append(_accepted_before(entry, version, again[entry.pk], decided[entry.pk]))
        elif _repeats(entry, now, before[entry.pk]):
            old = before[entry.pk]
            year = old.entry.scorecard.cycle.period.score_year
            found.append(Unchanged(entry, _grade(old), "", version, _latest(entry), year=year))
    return found


def _accepted_before(entry: Entry, version: int, own: Decision, decided: list[Decision]) -> Unchanged:
    returns = [each for each in decided if each.outcome == Outcome.RETURNED and each.pk > own.pk]
    returned = returns[-1] if returns else None
    return Unchanged(entry, own.level, own.reason, version, _latest(entry), accepted=own, returned=returned)


def _repeats(entry: Entry, now: Mapping[int, Answer], old: Mark) -> bool:
    """Return whether the answer is last year's, with the evaluator's grade in the place of the unit's."""
    last, mine, code = now[old.entry_id], now[entry.pk], entry.node.code
    noted = last.marks.get(code, ("", ""))[1]
    graded = Answer(last.marks | {code: (_grade(old), noted)}, last.proofs)
    return mine.says_the_same(graded) and mine.proves_year(entry.scorecard.cycle.period.score_year)


def _unit_marks(entries: Sequence[Entry]) -> dict[int, Mark]:
    return {mark.entry_id: mark for mark in Mark.objects.filter(entry__in=entries, party=Mark.Party.UNIT)}


def _decisions(entries: Sequence[Entry]) -> dict[int, list[Decision]]:
    """Return the decisions that stand, by entry, and keep on each entry the number of its newest, standing or not."""
    every: dict[int, list[Decision]] = defaultdict(list)
    for decision in Decision.objects.filter(entry__in=entries).order_by("pk"):
        every[decision.entry_id].append(decision)
    for entry in entries:
        entry.newest_decision = every[entry.pk][-1].pk if every[entry.pk] else 0  # type: ignore[attr-defined]
    return {pk: standing_decisions(found) for pk, found in every.items()}


def _latest(entry: Entry) -> int:
    return int(entry.newest_decision)  # type: ignore[attr-defined]


def _own_last(decided: Iterable[Decision], party: Mark.Party) -> Decision | None:
    own = [each for each in decided if each.party == party]
    return own[-1] if own else None


def _as_last_year(cycle: Cycle, entries: Sequence[Entry], marks: Mapping[int, Mark]) -> dict[int, Mark]:
    """Return, by this year's entry, the released mark that was fixed on the same grade before; two queries."""
    earlier = Scorecard.objects.filter(
        Q(unit__in={entry.scorecard.unit_id for entry in entries}) | Q(unit=None),
        government=cycle.government_id,
        cycle__edition__instrument=cycle.edition.instrument_id,
        cycle__period__score_year__lt=cycle.period.score_year,
    )
    latest = {card.unit_id: card for card in earlier.select_related("cycle").order_by("cycle__period__score_year")}
    same = [
        card.pk
        for card in latest.values()
        if card.cycle.edition_id == cycle.edition_id and card.cycle.marks_released_at is not None
    ]
    if not same:
        return {}
    fixed = Mark.objects.filter(
        party=Mark.Party.EVALUATOR, entry__scorecard__in=same, entry__item=None, entry__state__in=FIXED
    ).select_related("entry__node", "entry__scorecard__cycle__period")
    by_place = {(mark.entry.scorecard.unit_id, mark.entry.node_id): mark for mark in fixed if _grade(mark)}
    found = {}
    for entry in entries:
        old = by_place.get((entry.scorecard.unit_id, entry.node_id)) if entry.item_id is None else None
        if old is not None and entry.pk in marks and _grade(marks[entry.pk]) == _grade(old):
            found[entry.pk] = old
    return found


def _grade(mark: Any) -> str:
    """Return grade or number as text, of a mark or of a line of its history."""
    return str(mark.level) if mark.value is None else plain(mark.value)


def _parts(entries: Sequence[Entry]) -> dict[int, tuple[int, str]]:
    """Say of each entry and of the checks under it which graded entry they belong to, and their code; one query."""
    graded: dict[tuple[int | None, int | None, int | None], int] = {
        (entry.scorecard_id, entry.node_id, entry.item_id): entry.pk for entry in entries
    }
    parts = {entry.pk: (entry.pk, entry.node.code) for entry in entries}
    checks = Entry.objects.filter(
        scorecard__in={entry.scorecard_id for entry in entries},
        node__parent__in={entry.node_id for entry in entries},
        node__kind=NodeKind.CHECK,
    )
    for pk, *place, code in checks.values_list("pk", "scorecard", "node__parent", "item", "node__code"):
        owner = graded.get((place[0], place[1], place[2]))
        if owner is not None:
            parts[pk] = (owner, code)
    return parts


def _answers_now(parts: Mapping[int, tuple[int, str]]) -> dict[int, Answer]:
    """Return the answers as they stand, by graded entry; two queries."""
    links = EvidenceLink.objects.filter(entry__in=parts).select_related("revision__document", "revision__file")
    return _answers(parts, Mark.objects.filter(entry__in=parts, party=Mark.Party.UNIT), links)


def _answers_at(parts: Mapping[int, tuple[int, str]], moments: Mapping[int, datetime]) -> dict[int, Answer]:
    """Return the answers as the history knows them at a moment of each graded entry's own; two queries, or none."""
    asked = {pk: moments[owner] for pk, (owner, _code) in parts.items() if owner in moments}
    if not asked:
        return {}
    marks = _then("MarkEvent", Q(entry__in=asked, party=Mark.Party.UNIT), asked)
    links = _then("EvidenceLinkEvent", Q(entry__in=asked), asked, "revision__document", "revision__file")
    return _answers(parts, marks, links)


def _then(event_model: str, which: Q, moments: Mapping[int, datetime], *joined: str) -> Collection[Any]:
    """Return the rows as they stood at their entry's moment."""
    events = apps.get_model("entries", event_model)._default_manager.filter(which).order_by("pgh_created_at", "pgh_id")
    rows = events.select_related(*joined) if joined else events
    stood = {row.pgh_obj_id: row for row in rows if row.pgh_created_at <= moments[row.entry_id]}
    return [row for row in stood.values() if row.pgh_label != "delete"]


def _answers(parts: Mapping[int, tuple[int, str]], marks: Iterable[Any], links: Iterable[Any]) -> dict[int, Answer]:
    found: dict[int, Answer] = defaultdict(Answer)
    for mark in marks:
        owner, code = parts[mark.entry_id]
        said = (_grade(mark), mark.note)
        if any(said):
            found[owner].marks[code] = said
    for link in links:
        owner, code = parts[link.entry_id]
        found[owner].proofs.add((code, link.revision.file.sha256, link.page_from, link.page_to))
        found[owner].documents.append(link.revision.document)
    return found
