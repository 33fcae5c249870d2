"""Reads of scorecards and their answers."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING

from scorecards.domain import states
from scorecards.domain.answers import NOT_APPLICABLE
from scorecards.domain.edition import Edition
from scorecards.entries import standing
from scorecards.entries.answers import YES
from scorecards.entries.models import Entry, EvidenceLink, Mark, Scorecard
from scorecards.entries.standing import Standing
from scorecards.entries.turns import CHECK

if TYPE_CHECKING:
    from django.db.models import QuerySet

Answers = dict[int, dict[str, Decimal | str]]


def answers_of(scorecard_ids: Collection[int], party: str) -> Answers:
    """Return one party's answers: scorecard -> node code -> level or number; unanswered codes are left out."""
    return _answers(_marks(scorecard_ids, party).exclude(entry__node__kind=CHECK))


def checks_of(scorecard_ids: Collection[int], party: str) -> dict[int, dict[str, bool | str]]:
    """Return one party's checks as the engine reads them: scorecard -> node code -> true, false or "N/A".

    Unanswered codes are left out.
    """
    found: dict[int, dict[str, bool | str]] = defaultdict(dict)
    rows = _marks(scorecard_ids, party).filter(entry__node__kind=CHECK).exclude(level="")
    for card, code, level in rows.values_list("entry__scorecard", "entry__node__code", "level"):
        found[card][code] = level if level == NOT_APPLICABLE else level == YES
    return dict(found)


def fixed_answers_of(scorecard_ids: Collection[int]) -> Answers:
    """Return the evaluator's answers to the entries whose mark is fixed, as `answers_of` does."""
    marks = _marks(scorecard_ids, Mark.Party.EVALUATOR)
    return _answers(marks.filter(entry__state__in=states.DECIDED).exclude(entry__node__kind=CHECK))


def standings_of(scorecard: Scorecard, edition: Edition, party: str = Mark.Party.UNIT) -> list[Standing]:
    """Return how each graded entry of a scorecard stands by one party's answers; three queries."""
    entries = list(scorecard.entries.select_related("node"))
    keys = [entry.pk for entry in entries]
    return standing.standings(edition, entries, standing.marks_by_entry(keys, party), standing.evidence_counts(keys))


def leads_of(scorecard: Scorecard) -> "QuerySet[Entry]":
    """Return the graded entries of a scorecard with who answers them, in the edition's order."""
    rows = scorecard.entries.filter(item__isnull=True).exclude(node__kind=CHECK)
    return rows.select_related("node__parent", "lead").order_by("node__position", "pk")


def is_ready(one: Standing) -> bool:
    """Return whether an entry would be handed in: it lies with the unit and has an answer."""
    return one.entry.state in states.WITH_UNIT and one.is_answered and not one.is_surveyed


def links_of(entry_ids: standing.Entries) -> list[EvidenceLink]:
    """Return the evidence of entries with document and file, in the order in which it was added."""
    rows = EvidenceLink.objects.filter(entry__in=entry_ids)
    related = ("revision__document__unit", "revision__file", "revision__link_check", "entry__node", "created_by")
    return list(rows.select_related(*related))


def _marks(scorecard_ids: Collection[int], party: str) -> "QuerySet[Mark]":
    return Mark.objects.filter(entry__scorecard__in=scorecard_ids, party=party, entry__item__isnull=True).order_by("pk")


def _answers(marks: "QuerySet[Mark]") -> Answers:
    found: Answers = defaultdict(dict)
    for card, code, level, value in marks.values_list("entry__scorecard", "entry__node__code", "level", "value"):
        answer = level or value
        if answer is not None:
            found[card][code] = answer
    return dict(found)
