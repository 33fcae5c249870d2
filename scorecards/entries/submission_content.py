"""What a submission says: everything that was handed in, frozen in the transaction that hands it in.

Answers, documents and titles may change later; a receipt must not. So the content is a copy in plain words and numbers,
and its fingerprint is the SHA-256 of the canonical bytes, which the receipt carries: whoever holds it can compare.
It holds what the unit itself said and nothing of those who review.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.timezone import localtime

from portal.common.policy import Role
from scorecards.domain.edition import Edition
from scorecards.entries import selectors
from scorecards.entries.board import Progress
from scorecards.entries.models import Entry, EvidenceLink, Mark, Submission
from scorecards.entries.standing import Standing
from scorecards.entries.turns import CHECK
from scorecards.entries.words import title_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from scorecards.evidence.models import Revision

FORM = 1
"""Rises when the content gets another shape."""


def frozen(made: Submission, *, own: Iterable[Standing], handed_in: Collection[Standing], edition: Edition) -> Any:
    """Return the content of a submission; `own` is the whole part of its unit. Two queries.

    The caller holds the scorecard's lock, and has moved the entries.
    """
    card = made.scorecard
    links, checks = _proofs(card.pk, handed_in), _checks(card.pk, handed_in)
    return {
        "form": FORM,
        "number": made.number,
        "government": str(card.government),
        "is_sample": card.government.is_demo,
        "unit": str(made.unit or card.unit or card.government),
        "scorecard": title_of(card),
        "edition": {"code": edition.code, "title": edition.title, "sha256": card.cycle.edition.sha256},
        "submitted_at": localtime(made.submitted_at).isoformat(),
        "submitted_by": {"name": str(made.submitted_by), "role": Role.HEAD.value},
        "note": made.note,
        "components": _components(own, handed_in, edition),
        "entries": [_entry(one, links[one.entry.pk], checks[one.node.code]) for one in handed_in],
    }


def _components(own: Iterable[Standing], handed_in: Collection[Standing], edition: Edition) -> list[dict[str, Any]]:
    """Count per component, in the edition's order, how much the unit has filled in, proven and handed in now."""
    now = {one.entry.pk for one in handed_in}
    groups: dict[str, list[Standing]] = defaultdict(list)
    for one in own:
        groups[one.node.parent or ""].append(one)
    found = []
    for code, rows in groups.items():
        progress = Progress.of(rows, is_told=False)
        counts = {"of": progress.total, "filled": progress.filled, "evidenced": progress.evidenced}
        found.append(
            {
                "code": code,
                "name": edition.node(code).name,
                **counts,
                "handed_in": sum(row.entry.pk in now for row in rows),
            }
        )
    return found


def _entry(one: Standing, links: Iterable[EvidenceLink], checks: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": one.node.code,
        "name": one.node.name,
        "claim": one.mark.shown if one.mark else "",
        "note": one.mark.note.strip() if one.mark else "",
        "checks": dict(checks),
        "fulfilled": one.fulfilled,
        "of": one.of,
        "is_correction": one.entry.state == Entry.State.RESUBMITTED,
        "evidence": [_proof(link) for link in links],
    }


def _proof(link: EvidenceLink) -> dict[str, Any]:
    revision, file = link.revision, link.revision.file
    return {
        "code": link.entry.node.code,
        "title": revision.document.title,
        "owner": str(revision.document.unit or ""),
        "revision": revision.number,
        "file": revision.file_name,
        "url": _address(revision),
        "page_from": link.page_from,
        "page_to": link.page_to,
        "size": file.size,
        "sha256": file.sha256,
    }


def _address(revision: "Revision") -> str:
    check = getattr(revision, "link_check", None)
    return check.url if check else ""


def _proofs(card: int, handed_in: Collection[Standing]) -> dict[int, list[EvidenceLink]]:
    """Return the documents of graded entries and of their checks, by graded entry; one with a virus proves nothing."""
    by_node = {one.entry.node_id: one.entry.pk for one in handed_in}
    found: dict[int, list[EvidenceLink]] = defaultdict(list)
    for link in selectors.links_of(_with_checks(card, handed_in)):
        if link.revision.file.scan != link.revision.file.Scan.INFECTED:
            node = link.entry.node
            found[by_node[(node.parent_id or 0) if node.kind == CHECK else node.pk]].append(link)
    return found


def _checks(card: int, handed_in: Collection[Standing]) -> dict[str, dict[str, str]]:
    """Return the answers to the checks by the code of their grade."""
    marks = Mark.objects.filter(entry__in=_with_checks(card, handed_in), party=Mark.Party.UNIT, entry__node__kind=CHECK)
    rows = marks.exclude(level="").order_by("entry__node__position")
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for grade, code, level in rows.values_list("entry__node__parent__code", "entry__node__code", "level"):
        found[grade][code] = level
    return found


def _with_checks(card: int, handed_in: Collection[Standing]) -> "QuerySet[Entry]":
    nodes = [one.entry.node_id for one in handed_in]
    under = Q(node__kind=CHECK, node__parent__in=nodes)
    return Entry.objects.filter(under | Q(node__in=nodes), scorecard=card, item=None).order_by()
