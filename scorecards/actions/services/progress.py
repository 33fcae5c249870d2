"""Reporting what was realised, and proving it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from scorecards.actions import telling
from scorecards.actions.errors import BadProofPages, Closed, ProgressConflict, ProofNotUsable
from scorecards.actions.models import Action, Progress, Proof
from scorecards.actions.selectors import planned_of, status_of
from scorecards.evidence.models import Revision

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Report:
    """What is reported for one quarter; `version` is the state it was made on: 0 when there was none."""

    quarter: int
    value: Decimal | None
    note: str
    version: int


@transaction.atomic
def report(*, action_id: int, reports: Iterable[Report], by: "User") -> Action:
    """Save what the owner reports, all quarters or none; what stands like that already is no change.

    Raises ProgressConflict when somebody reported on one of the changed quarters meanwhile, and Closed.
    """
    action = _locked_open(action_id)
    stored = {row.quarter: row for row in action.progress.all()}
    changed = [row for row in reports if _differs(row, stored.get(row.quarter))]
    conflicts = {row.quarter: stored[row.quarter] for row in changed if _is_stale(row, stored.get(row.quarter))}
    if conflicts:
        raise ProgressConflict(conflicts)
    for row in changed:
        known = stored.get(row.quarter) or Progress(action=action, quarter=row.quarter, version=0)
        known.value, known.note, known.changed_by = row.value, row.note, by
        known.version += 1
        known.save()
        stored[row.quarter] = known
    if changed:
        _follow(action, list(stored.values()), by)
    return action


@transaction.atomic
def attach(
    *, action_id: int, quarter: int, revision_id: int, page_from: int | None, page_to: int | None, by: "User"
) -> Proof:
    """Let a document of the owner's register (or the city's) prove a quarter; again with pages changes the pages."""
    action = _locked_open(action_id)
    revision = Revision.objects.select_related("document", "file").filter(pk=revision_id).first()
    if revision is None or revision.document.government_id != action.government_id:
        raise ProofNotUsable
    if revision.document.unit_id not in (None, action.unit_id):
        raise ProofNotUsable
    _require_pages(revision, page_from, page_to)
    proof, is_new = Proof.objects.get_or_create(
        action=action,
        quarter=quarter,
        revision=revision,
        defaults={"page_from": page_from, "page_to": page_to, "created_by": by},
    )
    if not is_new and page_from is not None:
        proof.page_from, proof.page_to = page_from, page_to
        proof.save(update_fields=["page_from", "page_to"])
    return proof


@transaction.atomic
def detach(*, proof_id: int) -> Proof:
    """Take a document away from a quarter and return the link as it was; attaching it again undoes this."""
    proof = Proof.objects.select_related("revision__document").get(pk=proof_id)
    _locked_open(proof.action_id)
    proof.delete()
    return proof


def _locked_open(action_id: int) -> Action:
    rows = Action.objects.select_for_update(of=("self",)).select_related("unit", "government", "created_by")
    action = rows.get(pk=action_id)
    if action.status == Action.Status.DROPPED:
        raise Closed
    return action


def _differs(row: Report, stored: Progress | None) -> bool:
    if stored is None:
        return row.value is not None or bool(row.note)
    return (row.value, row.note) != (stored.value, stored.note)


def _is_stale(row: Report, stored: Progress | None) -> bool:
    return stored is not None and stored.version != row.version


def _follow(action: Action, progress: list[Progress], by: "User") -> None:
    """Let the action's status follow what was reported; who planned it hears when it is done."""
    before = action.status
    action.status = status_of(planned_of(action, progress))
    action.changed_by = by
    action.save(update_fields=["status", "changed_by"])
    if action.status == Action.Status.DONE != before:
        telling.finished(action, by=by)


def _require_pages(revision: Revision, page_from: int | None, page_to: int | None) -> None:
    pages = revision.file.pages
    if page_from is None:
        if page_to is not None:
            raise BadProofPages(pages)
        return
    last = page_from if page_to is None else page_to
    if not 1 <= page_from <= last or (pages is not None and last > pages):
        raise BadProofPages(pages)
