"""Laying many answers down to be looked at: nothing of a scorecard changes here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from portal.common import files
from scorecards.domain.edition import Edition
from scorecards.editions.selectors import edition_of
from scorecards.entries import selectors, standing
from scorecards.entries.forms import LONGEST_NOTE, answer_text
from scorecards.entries.models import Entry, Mark, Scorecard
from scorecards.entries.oddities import odd_words
from scorecards.entries.services import MarkChange, save_marks
from scorecards.entries.standing import Standing
from scorecards.entries.typed import Typed, Unreadable, note_text, read_answer, shown
from scorecards.entries.words import too_long_words
from scorecards.imports.lines import own_entries, short
from scorecards.imports.models import ImportBatch, ImportRow
from scorecards.imports.proposals import Proposal
from scorecards.imports.services.errors import NothingProposed
from scorecards.imports.warnings import gate_words

if TYPE_CHECKING:
    from portal.accounts.models import User

Bases = Mapping[str, Mapping[str, Any]]


@dataclass
class _Table:
    """What the proposals are held against."""

    edition: Edition
    entries: dict[int, Entry]
    stored: dict[int, Mark]
    bases: Bases
    unchanged: int = 0
    rows: list[ImportRow] = field(default_factory=list)


def store_file(content: bytes) -> str:
    """Keep an uploaded file, so that what was read can be looked at again; return its SHA-256."""
    return files.put([content]).sha256


@transaction.atomic
def propose(
    *,
    scorecard_id: int,
    kind: ImportBatch.Kind,
    proposals: Iterable[Proposal],
    by: "User",
    bases: Bases | None = None,
    file_name: str = "",
    sha256: str = "",
    warnings: Iterable[str] = (),
) -> ImportBatch:
    """Store what would change, what cannot be read and what is in conflict; NothingProposed when there is nothing.

    `bases` are the states on which the answers were made: what only others changed since then stays as it is.
    The answers are judged by saving them and taking that back, so a preview never promises what applying refuses.
    """
    scorecard = Scorecard.objects.select_related("cycle__edition", "cycle__period").get(pk=scorecard_id)
    entries = {entry.pk: entry for entry in own_entries(scorecard, by)}
    stored = standing.marks_by_entry(entries, Mark.Party.UNIT)
    table = _Table(edition_of(scorecard.cycle.edition), entries, stored, bases or {})
    for proposal in proposals:
        row = _judged(table, proposal)
        if row is None:
            table.unchanged += 1
        else:
            table.rows.append(row)
    if not table.rows:
        raise NothingProposed
    told = [*warnings, *_rehearse(scorecard, table, by)]
    batch = ImportBatch.objects.create(
        government=scorecard.government,
        cycle=scorecard.cycle,
        scorecard=scorecard,
        kind=kind,
        file_name=file_name[:200],
        sha256=sha256,
        bases=dict(bases or {}),
        warnings=told,
        unchanged=table.unchanged,
        created_by=by,
    )
    for position, row in enumerate(table.rows):
        row.batch, row.position = batch, position
    ImportRow.objects.bulk_create(table.rows)
    return batch


def _judged(table: _Table, proposal: Proposal) -> ImportRow | None:
    """Return the row of one proposal, or None when it says nothing new."""
    row = ImportRow(code=proposal.code, cell=proposal.cell, links=proposal.links)
    row.raw_answer, row.raw_note = shown(proposal.answer), note_text(proposal.note)
    entry = table.entries.get(proposal.entry_id or 0)
    row.entry = entry
    row.error = proposal.error
    mark = table.stored.get(entry.pk) if entry else None
    row.set_old(mark)
    if entry is None or row.error:
        return row
    if len(row.raw_note) > LONGEST_NOTE:
        row.error = too_long_words(LONGEST_NOTE)
        return row
    try:
        answer = read_answer(table.edition, entry.node.code, proposal.answer) if proposal.has_answer else _typed(mark)
    except Unreadable as error:
        row.error = str(error)
        return row
    note = row.raw_note if proposal.has_note else row.old_note
    answer, note, row.is_conflict = _merged(answer, note, mark, table.bases.get(str(entry.pk)))
    row.new_level, row.new_value, row.new_note = answer.level, answer.value, note
    row.use = not row.is_conflict and not (proposal.keeps_stored and proposal.has_answer)
    is_same = (answer.level, answer.value, note) == (row.old_level, row.old_value, row.old_note)
    return None if is_same and not row.links else row


def _typed(mark: Mark | None) -> Typed:
    return Typed(mark.level, mark.value) if mark else Typed()


def _merged(answer: Typed, note: str, mark: Mark | None, base: Mapping[str, Any] | None) -> tuple[Typed, str, bool]:
    """Put one's own changes on top of what others changed since the base; last, whether both changed the same."""
    if base is None or (mark.version if mark else 0) == base["version"]:
        return answer, note, False
    stored, stored_note = _typed(mark), mark.note if mark else ""
    own_answer, own_note = answer.text != base["answer"], short(note) != base["note"]
    if not own_answer:
        answer = stored
    if not own_note:
        note = stored_note
    differs = (own_answer and answer != stored, own_note and note != stored_note)
    others = (answer_text(mark) != base["answer"], short(stored_note) != base["note"])
    return answer, note, any(mine and theirs for mine, theirs in zip(differs, others, strict=True))


def changes_mark(row: ImportRow) -> bool:
    """Return whether the row changes the answer or the note; else it only brings documents."""
    new = (row.new_level, row.new_value, row.new_note)
    return new != (row.old_level, row.old_value, row.old_note)


def change_of(row: ImportRow) -> MarkChange:
    """Return a row as the service of all answers takes it."""
    return MarkChange(
        entry_id=row.entry_id or 0,
        version=row.on_version,
        level=row.new_level,
        value=row.new_value,
        note=row.new_note,
        save_key=row.save_key,
    )


def _rehearse(scorecard: Scorecard, table: _Table, by: "User") -> list[str]:
    """Save everything, hear what is refused and what the gates would say, and take it all back."""
    with transaction.atomic():
        _try(table, [row for row in table.rows if row.is_sound and row.use], by)
        standings = selectors.standings_of(scorecard, table.edition)
        warnings = [*gate_words(standings), *_odd(scorecard, table, standings, by)]
        _try(table, [row for row in table.rows if row.is_sound and not row.use], by)
        transaction.set_rollback(True)
    return warnings


def _odd(scorecard: Scorecard, table: _Table, standings: list[Standing], by: "User") -> list[str]:
    """Say what would be odd among the sub-components that the batch touches."""
    touched = {row.entry.node.code for row in table.rows if row.entry is not None}
    touched |= {row.entry.node.parent.code for row in table.rows if row.entry is not None and row.entry.node.parent}
    rows = [one for one in standings if one.node.code in touched]
    odd = odd_words(by, scorecard, table.edition, rows)
    return [f"{code}: {words}" for code, found in odd.items() for words in found]


def _try(table: _Table, rows: list[ImportRow], by: "User") -> None:
    changes = [change_of(row) for row in rows if changes_mark(row)]
    report = save_marks(changes=changes, party=Mark.Party.UNIT, by=by)
    for row in rows:
        refusal = report.refused.get(row.entry_id or 0)
        if refusal is not None:
            row.error = str(refusal)
