"""What of last year may stand again: the unit's own answers or released ones, and the documents that proved them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from scorecards.domain.crosswalk import crosswalk
from scorecards.domain.edition import Edition
from scorecards.editions.selectors import edition_of
from scorecards.entries import permissions
from scorecards.entries.flows import flow_of
from scorecards.entries.lastyear import own_or_imported, previous_of
from scorecards.entries.models import Entry, EvidenceLink, Mark, Scorecard

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Before:
    """The year before: marks and evidence by the code of this year."""

    year: int
    marks: Mapping[str, Mark] = field(default_factory=dict)
    links: Mapping[str, list[EvidenceLink]] = field(default_factory=dict)


def before_of(scorecard: Scorecard, by: "User", codes: Collection[str] | None = None) -> Before | None:
    """Return what the unit had the year before under these codes (all, without any); few queries.

    Where the unit had no answer of its own, the evaluator's counts once it may be seen, or else what was imported.
    Under another edition the crosswalk says which old answer stands behind a code, and whether it can be taken.
    """
    before = previous_of(scorecard)
    if before is None:
        return None
    edition = edition_of(before.cycle.edition)
    walk = crosswalk(edition, edition_of(scorecard.cycle.edition))
    sources = {
        code: step.source for code, step in walk.steps.items() if step.source and (codes is None or code in codes)
    }
    entries = Entry.objects.editable_by(by).filter(scorecard=before, item__isnull=True)
    if codes is not None:
        entries = entries.filter(node__code__in=set(sources.values()))
    parties = [Mark.Party.UNIT, Mark.Party.IMPORTED]
    if permissions.sees_evaluation(by, before):
        parties.append(Mark.Party.EVALUATOR)
    flow = flow_of(edition)
    rows = Mark.objects.filter(entry__in=entries, party__in=parties).select_related("entry__node").order_by("pk")
    marks = [
        mark
        for mark in rows
        # where the unit reports in its own words, it has no mark to carry
        if mark.party == Mark.Party.UNIT or not flow.is_reported(edition.node(mark.entry.node.code))
    ]
    found = own_or_imported(marks)
    for mark in marks:
        stands = found.get(mark.entry.node.code)
        if mark.party == Mark.Party.EVALUATOR and (stands is None or not stands.is_answer):
            found[mark.entry.node.code] = mark
    links: dict[str, list[EvidenceLink]] = defaultdict(list)
    proofs = EvidenceLink.objects.filter(entry__in=entries).select_related("entry__node", "revision__document")
    for link in proofs.order_by("pk"):
        links[link.entry.node.code].append(link)
    taken = walk.carried({code: mark.grade for code, mark in found.items()})
    return Before(
        before.cycle.period.score_year,
        {code: found[source] for code, source in sources.items() if code in taken},
        {code: links[source] for code, source in sources.items() if source in links},
    )


def outdated_words(edition: Edition, before: Before, score_year: int, codes: Iterable[str]) -> list[str]:
    """Say which documents are only about years gone by although a criterion asks for one of the score year."""
    found = []
    for code in codes:
        if not asks_for_score_year(edition, code):
            continue
        for link in before.links.get(code, []):
            ends = link.revision.document.covers_to
            if ends is not None and ends.year < score_year:
                found.append(
                    _("%(code)s: “%(title)s” is only about %(old)s; a document of %(year)s is asked for.")
                    % {"code": code, "title": link.revision.document.title, "old": ends.year, "year": score_year}
                )
    return found


def asks_for_score_year(edition: Edition, code: str) -> bool:
    """Return whether a criterion, or one of a grade's, asks for a document of the score year itself."""
    nodes = [edition.node(code), *edition.checks(code)]
    return any("n" in proof.period.replace(",", " ").split() for node in nodes for proof in node.evidence)
