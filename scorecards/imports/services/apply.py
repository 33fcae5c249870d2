"""Applying a batch, and taking it back; each in one transaction, each answer on the version that was looked at."""

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction
from django.db.models.functions import Now

from scorecards.entries.history import level_words
from scorecards.entries.models import EvidenceLink, Mark
from scorecards.entries.services import (
    Conflict,
    MarkStands,
    SaveReport,
    attach,
    detach,
    import_marks,
    save_marks,
)
from scorecards.entries.services.errors import EntryError
from scorecards.imports.models import ImportBatch, ImportRow
from scorecards.imports.past import mark_words, source_of, why_not_now
from scorecards.imports.services.errors import AlreadyApplied, CycleNotOver, NothingToUndo
from scorecards.imports.services.propose import change_of, changes_mark

if TYPE_CHECKING:
    from portal.accounts.models import User

_WRITTEN = ["use", "outcome", "outcome_text", "saved_version", "links"]


@transaction.atomic
def apply(*, batch_id: int, by: "User", use: Collection[int] | None = None) -> ImportBatch:
    """Save the chosen rows of a batch (by default those that it proposes); AlreadyApplied the second time.

    A row whose answer somebody changed after the preview is not saved: it keeps both values and says so.
    """
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.state == ImportBatch.State.APPLIED:
        raise AlreadyApplied
    rows = list(batch.rows.all())
    for row in rows:
        row.use = row.is_sound and (row.use if use is None else row.pk in use)
    _save(batch, rows, by)
    return _close(batch, rows, by)


@transaction.atomic
def undo(*, batch_id: int, by: "User") -> ImportBatch:
    """Put back what stood before a batch, by a batch of its own; what was changed since then stays.

    Raises NothingToUndo when it was undone before, or when nothing of it may be changed now.
    """
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.state != ImportBatch.State.APPLIED or ImportBatch.objects.filter(reverses=batch).exists():
        raise NothingToUndo
    reverse = ImportBatch.objects.create(
        government_id=batch.government_id,
        cycle_id=batch.cycle_id,
        scorecard_id=batch.scorecard_id,
        kind=batch.kind,
        file_name=batch.file_name,
        sha256=batch.sha256 if batch.kind == ImportBatch.Kind.HISTORY else "",
        layout=batch.layout,
        reverses=batch,
        created_by=by,
    )
    rows = [_turned(row, reverse) for row in batch.rows.filter(outcome=ImportRow.Outcome.SAVED)]
    ImportRow.objects.bulk_create(rows)
    _save(reverse, rows, by)
    if not any(row.outcome == ImportRow.Outcome.SAVED for row in rows):
        raise NothingToUndo(next((row.outcome_text for row in rows if row.outcome_text), ""))
    return _close(reverse, rows, by)


def _turned(row: ImportRow, batch: ImportBatch) -> ImportRow:
    """Return the row that takes this one back."""
    return ImportRow(
        batch=batch,
        position=row.position,
        entry_id=row.entry_id,
        code=row.code,
        cell=row.cell,
        unit_name=row.unit_name,
        old_level=row.new_level,
        old_value=row.new_value,
        old_note=row.new_note,
        new_level=row.old_level,
        new_value=row.old_value,
        new_note=row.old_note,
        on_version=row.saved_version or 0,
        save_key=uuid4(),
        links=[{**link, "detach": not link.get("detach", False)} for link in row.links],
    )


def _save(batch: ImportBatch, rows: list[ImportRow], by: "User") -> None:
    """Save the chosen rows by the service of their marks, and take down what became of each."""
    report = _written(batch, [row for row in rows if row.use and changes_mark(row)], by)
    for row in rows:
        refusal = report.refused.get(row.entry_id or 0) if row.use else None
        if not row.use:
            row.outcome = ImportRow.Outcome.REFUSED if row.error else ImportRow.Outcome.LEFT
            row.outcome_text = row.error or row.outcome_text
        elif refusal is not None:
            if isinstance(refusal, MarkStands):
                row.outcome, row.outcome_text = ImportRow.Outcome.CONFLICT, mark_words(refusal.stored)
            elif isinstance(refusal, Conflict):
                row.outcome, row.outcome_text = ImportRow.Outcome.CONFLICT, _stored_words(refusal.stored)
            else:
                row.outcome, row.outcome_text = ImportRow.Outcome.REFUSED, str(refusal)
        else:
            row.outcome = ImportRow.Outcome.SAVED
            mark = report.saved.get(row.entry_id or 0)
            row.saved_version = mark.version if mark else row.on_version
            _link(row, by)


def _written(batch: ImportBatch, rows: list[ImportRow], by: "User") -> SaveReport:
    if batch.kind != ImportBatch.Kind.HISTORY:
        return save_marks(changes=[change_of(row) for row in rows], party=Mark.Party.UNIT, by=by)
    changes = [replace(change_of(row), source=source_of(batch, row)) for row in rows]
    report = import_marks(changes=changes, by=by)
    reason = why_not_now(batch.cycle)  # asked behind the locks of the scorecards
    if reason:
        raise CycleNotOver(reason)
    return report


def _link(row: ImportRow, by: "User") -> None:
    """Attach the row's documents, or for a reversal detach those that are as they were attached."""
    done = []
    for link in row.links:
        try:
            changed = _detached(row, link, by) if link.get("detach") else _attached(row, link, by)
        except EntryError as refusal:
            row.outcome_text = "\n".join(filter(None, (row.outcome_text, f"{link['title']}: {refusal}")))
            if not changes_mark(row):
                row.outcome = ImportRow.Outcome.REFUSED
        else:
            done += [link] if changed else []
    row.links = done


def _attached(row: ImportRow, link: dict[str, Any], by: "User") -> bool:
    """Attach one document; one that somebody attached meanwhile stays as it is, and undoing leaves it alone."""
    if EvidenceLink.objects.filter(entry=row.entry_id, revision=link["revision"]).exists():
        return False
    attach(
        entry_id=row.entry_id or 0,
        revision_id=link["revision"],
        page_from=link["page_from"],
        page_to=link["page_to"],
        note=link["note"],
        by=by,
    )
    return True


def _detached(row: ImportRow, link: dict[str, Any], by: "User") -> bool:
    """Detach one document unless its pages were marked anew since."""
    pages = {"page_from": link["page_from"], "page_to": link["page_to"]}
    found = EvidenceLink.objects.filter(entry=row.entry_id, revision=link["revision"], **pages).first()
    if found is None:
        return False
    detach(link_id=found.pk, by=by)
    return True


def _stored_words(mark: Mark | None) -> str:
    """Return what stands there instead, with who put it there."""
    words = level_words(mark.shown if mark else "")
    if mark is None:
        return words
    return "\n".join(filter(None, (f"{words} ({mark.changed_by})", mark.note)))


def _close(batch: ImportBatch, rows: list[ImportRow], by: "User") -> ImportBatch:
    ImportRow.objects.bulk_update(rows, _WRITTEN, batch_size=500)
    batch.state, batch.applied_by = ImportBatch.State.APPLIED, by
    batch.applied_at = Now()
    batch.save(update_fields=["state", "applied_by", "applied_at"])
    batch.refresh_from_db(fields=["applied_at"])
    return batch
