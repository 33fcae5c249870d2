"""Last year's answers and documents as proposals for this year."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from scorecards.entries.carry import Before, before_of, outdated_words
from scorecards.entries.forms import answer_text
from scorecards.entries.models import EvidenceLink, Mark, Scorecard
from scorecards.entries.turns import OPEN_FOR
from scorecards.evidence.models import Revision
from scorecards.imports.lines import Line, lines_of
from scorecards.imports.proposals import Proposal

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Offer:
    """What can be carried over, from which year, and what to look at first."""

    year: int
    proposals: list[Proposal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def answers(self) -> int:
        """Return how many answers would be given that are not given yet."""
        return sum(proposal.has_answer and not proposal.keeps_stored for proposal in self.proposals)

    @property
    def documents(self) -> int:
        """Return how many documents would be attached."""
        return sum(len(proposal.links) for proposal in self.proposals)


def offer_of(scorecard: Scorecard, by: "User", codes: Collection[str] | None = None) -> Offer | None:
    """Return what of the year before fits; None when there is no such year. Answers given this year are not touched."""
    before = before_of(scorecard, by, codes)
    if before is None:
        return None
    edition, found = lines_of(scorecard, by)
    lines = [line for line in found if _is_open(line) and (codes is None or line.node.code in codes)]
    attached = _attached(lines)
    usable = _usable(before, by, lines)
    proposals = [_proposal(line, before, attached, usable) for line in lines]
    kept = [proposal for proposal in proposals if proposal.has_answer or proposal.has_note or proposal.links]
    year = scorecard.cycle.period.score_year
    warned = outdated_words(edition, before, year, [proposal.code for proposal in kept if proposal.links])
    return Offer(before.year, kept, warned)


def _is_open(line: Line) -> bool:
    """Return whether the answer lies with the unit: what was handed in is not offered."""
    return line.deciding is not None and line.deciding.state in OPEN_FOR[Mark.Party.UNIT]


def _proposal(line: Line, before: Before, attached: set[tuple[int, int]], usable: set[int]) -> Proposal:
    code, entry = line.node.code, line.entry
    mark = before.marks.get(code)
    entry_id = entry.pk if entry else 0
    links = [
        _link(link)
        for link in before.links.get(code, [])
        if link.revision_id in usable and (entry_id, link.revision_id) not in attached
    ]
    is_own = mark is not None and mark.party != Mark.Party.IMPORTED  # whoever made the table wrote its notes
    answer, note = answer_text(mark), mark.note if mark and is_own else ""
    return Proposal(
        entry_id=entry_id,
        code=code,
        answer=answer,
        note=note,
        has_answer=bool(answer) and answer != line.answer,
        has_note=bool(note) and not line.note,
        keeps_stored=bool(line.answer),
        links=links,
    )


def _link(link: EvidenceLink) -> dict[str, Any]:
    return {
        "revision": link.revision_id,
        "page_from": link.page_from,
        "page_to": link.page_to,
        "note": link.note,
        "title": link.revision.document.title,
    }


def _attached(lines: list[Line]) -> set[tuple[int, int]]:
    keys = [line.entry.pk for line in lines if line.entry is not None]
    return set(EvidenceLink.objects.filter(entry__in=keys).values_list("entry", "revision"))


def _usable(before: Before, by: "User", lines: list[Line]) -> set[int]:
    """Return the documents that the units which answer, or the city, own: others would be refused."""
    units = {line.entry.owner_id for line in lines if line.entry is not None}
    wanted = {link.revision_id for links in before.links.values() for link in links}
    owned = Q(document__unit__isnull=True) | Q(document__unit__in=units)
    return set(Revision.objects.visible_to(by).filter(owned, pk__in=wanted).values_list("pk", flat=True))
