"""What else a document proves: the unit's other open sub-components that ask for its kind, or for the same thing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from scorecards.domain.edition import Edition, Node
from scorecards.editions.models import Crosswalk
from scorecards.editions.selectors import edition_of
from scorecards.entries import turns
from scorecards.entries.models import Entry, EvidenceLink, Mark
from scorecards.entries.proofs import kinds_asked
from scorecards.entries.question import Question
from scorecards.entries.words import title_of
from scorecards.evidence.document_kinds import DocumentKind
from scorecards.evidence.models import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

FRESH = timedelta(minutes=10)
"""So long after it was attached, a document is offered for more."""


@dataclass(frozen=True)
class Suggestion:
    """A sub-component that the document proves as well: how many of its criteria ask for it, or what links the two."""

    entry: Entry
    place: str
    criteria: int
    note: str = ""


@dataclass(frozen=True)
class Offer:
    """The document that was attached last, and where else it fits."""

    link: EvidenceLink
    suggestions: list[Suggestion]


def offer_for(user: "User", question: Question) -> Offer | None:
    """Return what else the document proves that the person attached just now; None when there is nothing to say."""
    if not question.can_answer or question.window is None:
        return None
    now = question.window.now
    own = [link for link in question.links if link.created_by_id == user.pk and link.created_at > now - FRESH]
    if not own:
        return None
    newest = max(own, key=lambda link: link.pk)
    found = also_proves(user, question, newest.revision.document)
    return Offer(newest, found) if found else None


def also_proves(user: "User", question: Question, document: Document) -> list[Suggestion]:
    """Return the open sub-components of the same year, answered by the same unit, that the document proves too.

    One that the document proves already, with whatever revision, is left out. Five queries at most.
    """
    card = question.scorecard
    notes = _crosswalk_notes(question)
    entries = _candidates(question, notes)
    proven = _proven(document, entries)
    windows = {}
    found = []
    for entry in entries:
        if entry.pk in proven or entry.pk == question.entry.pk:
            continue
        edition = edition_of(entry.scorecard.cycle.edition)
        criteria = _criteria(edition, entry.node.code, document, card.cycle.period.score_year)
        if not criteria and entry.node_id not in notes:
            continue
        if entry.scorecard_id not in windows:
            windows[entry.scorecard_id] = turns.window_for(user, entry.scorecard, Mark.Party.UNIT, entry.owner_id)
        if turns.why_closed(entry.state, Mark.Party.UNIT, windows[entry.scorecard_id]):
            continue
        found.append(Suggestion(entry, title_of(entry.scorecard), criteria, notes.get(entry.node_id, "")))
    return found


def _candidates(question: Question, notes: dict[int, str]) -> list[Entry]:
    """Return the sub-components that the unit answers this year."""
    owner = question.owner
    if owner is None:
        return []
    rows = Entry.objects.led_by([owner.pk]).filter(
        scorecard__cycle__period=question.scorecard.cycle.period_id, item__isnull=True
    )
    rows = rows.exclude(node__kind=turns.CHECK).filter(
        Q(scorecard=question.scorecard) | Q(node__in=notes) | Q(scorecard__unit=owner)
    )
    related = ("node", "scorecard__cycle__edition__instrument", "scorecard__cycle__period", "scorecard__unit")
    return list(rows.select_related(*related).order_by("scorecard", "node__position", "pk"))


def _crosswalk_notes(question: Question) -> dict[int, str]:
    """Return the nodes that a crosswalk joins with this one, and what both ask for."""
    here = question.entry.node_id
    rows = Crosswalk.objects.filter(Q(first=here) | Q(second=here)).order_by("pk")
    return {(row.second_id if row.first_id == here else row.first_id): row.note for row in rows}


def _proven(document: Document, entries: Iterable[Entry]) -> set[int]:
    """Return the sub-components that the document proves already, themselves or one of their criteria."""
    cards = {entry.scorecard_id for entry in entries}
    links = EvidenceLink.objects.filter(revision__document=document, entry__scorecard__in=cards)
    places = {(card, parent or node) for card, node, parent in _places(links)}
    return {entry.pk for entry in entries if (entry.scorecard_id, entry.node_id) in places}


def _places(links: "QuerySet[EvidenceLink]") -> Iterator[tuple[int, int, int | None]]:
    for link in links.select_related("entry__node"):
        node = link.entry.node
        yield link.entry.scorecard_id, node.pk, node.parent_id if node.kind == turns.CHECK else None


def _criteria(edition: Edition, code: str, document: Document, score_year: int) -> int:
    """Return how many criteria of a sub-component ask for a document of this kind about a year that it covers."""
    if document.kind == DocumentKind.OTHER:
        return 0
    return sum(_asks(node, document, score_year) for node in (edition.node(code), *edition.checks(code)))


def _asks(node: Node, document: Document, score_year: int) -> bool:
    years = {"n": score_year, "n-1": score_year - 1}
    return any(
        document.kind in kinds_asked([proof])
        and (proof.period not in years or document.covers_year(years[proof.period]))
        for proof in node.evidence
    )
