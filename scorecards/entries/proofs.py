"""Documents against what the criteria ask for: which kind, about which year, and whether they are still in force."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scorecards.domain.edition import Evidence
from scorecards.entries.models import EvidenceLink
from scorecards.entries.question import Question
from scorecards.evidence.document_kinds import DocumentKind, kinds_named_in
from scorecards.evidence.models import Document, Grant, Revision
from scorecards.evidence.selectors import ended_grants

if TYPE_CHECKING:
    from portal.accounts.models import User

MOST_SUGGESTED = 5


@dataclass(frozen=True)
class Proof:
    """A link to a document, and what speaks against it."""

    link: EvidenceLink
    warnings: list[str] = field(default_factory=list)
    ended: Grant | None = None
    """The grant by which the reader's unit used the document, once it was revoked."""
    is_closed: bool = False
    """Whether the reader may not open it: another unit's, shown by its title to whoever contributes beside it."""


def proofs_of(question: Question, user: "User") -> list[Proof]:
    """Return the documents of a sub-component with their warnings; one query more where one is another unit's."""
    year = question.scorecard.cycle.period.score_year
    ended, closed = _ended(question), _closed(question, user)
    found = []
    for link in question.links:
        document = link.revision.document
        words = [
            *period_warnings(document, asked_of(question, link.entry_id), year),
            *validity_warnings(document),
        ]
        found.append(Proof(link, words, ended.get(document.pk), is_closed=document.pk in closed))
    return found


def _closed(question: Question, user: "User") -> set[int]:
    """Return the documents that the user may not open."""
    own = question.acting_unit.pk if question.acting_unit else None
    documents = {link.revision.document_id for link in question.links if link.revision.document.unit_id != own}
    if not documents:
        return set()
    readable = Document.objects.visible_to(user).filter(pk__in=documents).values_list("pk", flat=True)
    return documents - set(readable)


def _ended(question: Question) -> dict[int, Grant]:
    """Return the revoked grants of the acting unit by document; for others, who review, nothing has changed."""
    unit = question.acting_unit
    if unit is None:
        return {}
    owners = {link.revision.document_id: link.revision.document.unit_id for link in question.links}
    return ended_grants(unit.pk, [pk for pk, owner in owners.items() if owner not in {None, unit.pk}])


def asked_of(question: Question, entry_id: int) -> list[Evidence]:
    """Return the evidence that an entry asks for: a criterion its own, the sub-component that of all of them."""
    own = [check.node for check in question.checks if check.entry.pk == entry_id]
    nodes = own or [question.node, *(check.node for check in question.checks)]
    return [proof for node in nodes for proof in node.evidence]


def kinds_asked(asked: Iterable[Evidence]) -> frozenset[str]:
    """Return the kinds of document that are asked for."""
    return frozenset(str(kind) for proof in asked for kind in kinds_named_in(proof.text))


def period_warnings(document: Document, asked: Iterable[Evidence], score_year: int) -> list[str]:
    """Say that a document is about another year than the one asked for, where its kind is asked for at all.

    A document of no known kind is not judged. One of the years is enough: a criterion that asks for n and n-1 asks
    for two documents.
    """
    if document.kind == DocumentKind.OTHER:
        return []
    years = {"n": score_year, "n-1": score_year - 1}
    wanted = sorted(
        {years[proof.period] for proof in asked if proof.period in years and document.kind in kinds_asked([proof])}
    )
    if not wanted or any(document.covers_year(year) for year in wanted):
        return []
    words = _(" or ").join(map(str, wanted))
    if not document.years:
        return [_("Which year is it about? Asked for: %(years)s. Say so in the document's details.") % {"years": words}]
    return [_("About %(own)s; asked for: %(years)s.") % {"own": document.years, "years": words}]


def validity_warnings(document: Document) -> list[str]:
    """Say that a document has expired, or soon will."""
    if not document.validity or document.expires_on is None:
        return []
    day = date_format(document.expires_on)
    if document.validity == "expired":
        return [_("Expired on %(day)s.") % {"day": day}]
    return [_("Expires on %(day)s.") % {"day": day}]


def suggested(question: Question, register: Iterable[Revision]) -> tuple[list[Revision], list[Revision]]:
    """Part the register: what fits what is asked for here (its year first), and the rest in its own order."""
    year = question.scorecard.cycle.period.score_year
    kinds = kinds_asked(asked_of(question, question.entry.pk))
    used = {link.revision_id for link in question.links}
    rows = list(register)
    fitting = [row for row in rows if row.document.kind in kinds and row.pk not in used]
    fitting.sort(key=lambda row: not row.document.covers_year(year))
    best = fitting[:MOST_SUGGESTED]
    return best, [row for row in rows if row not in best]
