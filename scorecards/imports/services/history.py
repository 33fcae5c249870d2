"""Tables of past years: kept as they came, laid out, and each row judged; nothing of a scorecard changes here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from portal.common import files
from portal.common.spreadsheets import Workbook, read
from scorecards.domain.edition import Edition
from scorecards.editions.selectors import edition_of
from scorecards.entries.forms import LONGEST_NOTE
from scorecards.entries.models import Cycle, Entry, Mark, Scorecard
from scorecards.entries.standing import GRADED_KINDS
from scorecards.entries.turns import CHECK
from scorecards.entries.typed import Unreadable, note_text, read_answer, shown
from scorecards.entries.words import too_long_words
from scorecards.imports.models import ImportBatch, ImportRow
from scorecards.imports.past import mark_words, why_not_now
from scorecards.imports.services.errors import AlreadyApplied, CycleNotOver, NothingProposed
from scorecards.imports.services.propose import store_file
from scorecards.imports.table import ANSWER, CODE, NOTE, UNIT, Layout, Reading, heads, one_line, read_rows

if TYPE_CHECKING:
    from portal.accounts.models import User

Finding = ImportRow.Finding
KINDS = frozenset({*GRADED_KINDS, CHECK})


@dataclass
class _Ground:
    """What the rows of a table are held against."""

    edition: Edition
    scorecards: dict[str, int]
    """Name of a unit, as it is compared -> its scorecard; the government's own stands under the empty name."""
    entries: dict[tuple[int, str], Entry]
    standing: dict[int, Mark]
    is_shared: bool
    seen: dict[int, Reading] = field(default_factory=dict)


def start(*, cycle: Cycle, content: bytes, file_name: str, by: "User") -> ImportBatch:
    """Keep an uploaded table and open a batch for it; RefusedWorkbook when it is none, CycleNotOver."""
    _require_over(cycle)
    read(content, file_name)
    return ImportBatch.objects.create(
        government_id=cycle.government_id,
        cycle=cycle,
        kind=ImportBatch.Kind.HISTORY,
        file_name=file_name[:200],
        sha256=store_file(content),
        created_by=by,
    )


def book_of(batch: ImportBatch) -> Workbook:
    """Read the kept file of a batch again."""
    return read(files.read(batch.sha256), batch.file_name)


def known_heads(government_id: int) -> dict[str, str]:
    """Return what stood above the columns of the government's table before."""
    laid_out = ImportBatch.objects.filter(kind=ImportBatch.Kind.HISTORY, government=government_id).exclude(layout={})
    layout = laid_out.order_by("-pk").values_list("layout", flat=True).first() or {}
    found: dict[str, str] = layout.get("heads", {})
    return found


def lay_out(*, batch_id: int, layout: Layout) -> ImportBatch:
    """Read the kept table by a layout and say of each row what applying would do; again replaces what was said.

    Raises CycleNotOver, AlreadyApplied, NothingProposed when no row holds a code and an answer.
    """
    batch = ImportBatch.objects.select_related("cycle__edition").get(pk=batch_id)
    sheet = book_of(batch).sheets[layout.sheet]
    readings = list(read_rows(sheet, layout))
    if not readings:
        raise NothingProposed
    above = heads(sheet, layout.head)
    columns = {UNIT: layout.unit, CODE: layout.code, ANSWER: layout.answer, NOTE: layout.note}
    named = {name: above[column] for name, column in columns.items() if column is not None}
    return _judge(batch_id, layout, named, readings)


@transaction.atomic
def _judge(batch_id: int, layout: Layout, named: dict[str, str], readings: Iterable[Reading]) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("cycle__edition").get(pk=batch_id)
    if batch.state == ImportBatch.State.APPLIED:
        raise AlreadyApplied
    _require_over(batch.cycle)
    batch.layout = layout.as_json(named)
    batch.save(update_fields=["layout"])
    batch.rows.all().delete()
    ground = _ground(batch.cycle)
    rows = [row for reading in readings if (row := _judged(ground, reading)) is not None]
    for position, row in enumerate(rows):
        row.batch, row.position = batch, position
    ImportRow.objects.bulk_create(rows, batch_size=1000)
    return batch


def _require_over(cycle: Cycle) -> None:
    reason = why_not_now(cycle)
    if reason:
        raise CycleNotOver(reason)


def _ground(cycle: Cycle) -> _Ground:
    cards = list(Scorecard.objects.filter(cycle=cycle).select_related("unit"))
    names: dict[str, int] = {}
    for card in cards:
        for name in (card.unit.name, card.unit.short_name, card.unit.code) if card.unit else ("",):
            names.setdefault(one_line(name).casefold(), card.pk)
    entries = Entry.objects.filter(scorecard__cycle=cycle, item__isnull=True, node__kind__in=KINDS)
    marks = Mark.objects.filter(entry__in=entries, party__in=[Mark.Party.IMPORTED, Mark.Party.EVALUATOR])
    stands = {mark.entry_id: mark for mark in marks.order_by("party") if mark.is_answer}
    return _Ground(
        edition=edition_of(cycle.edition),
        scorecards=names,
        entries={(entry.scorecard_id, entry.node.code): entry for entry in entries.select_related("node")},
        standing=stands,
        is_shared=cycle.subject == Cycle.Subject.GOVERNMENT,
    )


def _judged(ground: _Ground, reading: Reading) -> ImportRow | None:
    """Return what is said of one row; None for the head of a group, which has no mark of its own."""
    note = note_text(reading.note)
    row = ImportRow(
        code=reading.code[:40],
        cell=reading.cells[ANSWER],
        unit_name="" if ground.is_shared else reading.unit[:200],
        raw_answer=shown(reading.answer),
        raw_note=note,
        use=False,
    )
    if reading.unsaved:
        return _faulty(
            row, Finding.UNSAVED, _("Open the file in Excel and save it first."), reading, reading.unsaved[0]
        )
    card = ground.scorecards.get("" if ground.is_shared else reading.unit.casefold())
    if card is None:
        words = (
            _("The unit is missing in this row.") if not reading.unit else _("No unit with a scorecard is named so.")
        )
        return _faulty(row, Finding.NO_UNIT, words, reading, UNIT)
    row.entry = ground.entries.get((card, reading.code))
    if row.entry is None:
        if reading.code in ground.edition:
            return None
        return _faulty(row, Finding.NO_CODE, _("The evaluation has no criterion of this code."), reading, CODE)
    if row.entry.pk in ground.seen:
        words = _("The same mark stands in %(cell)s already.") % {"cell": ground.seen[row.entry.pk].cells[ANSWER]}
        return _faulty(row, Finding.TWICE, words, reading, ANSWER)
    ground.seen[row.entry.pk] = reading
    return _answered(ground, row, row.entry, reading)


def _answered(ground: _Ground, row: ImportRow, entry: Entry, reading: Reading) -> ImportRow:
    try:
        answer = read_answer(ground.edition, entry.node.code, reading.answer)
    except Unreadable as error:
        return _faulty(row, Finding.NO_LEVEL, str(error), reading, ANSWER)
    if len(row.raw_note) > LONGEST_NOTE:
        return _faulty(row, Finding.NO_LEVEL, too_long_words(LONGEST_NOTE), reading, NOTE)
    row.new_level, row.new_value, row.new_note = answer.level, answer.value, row.raw_note
    stands = ground.standing.get(entry.pk)
    if stands is None:
        row.finding, row.use = Finding.INSERT, True
    elif (stands.level, stands.value) == (answer.level, answer.value):
        row.finding, row.outcome_text = Finding.SAME, mark_words(stands)
    else:
        row.finding, row.error = Finding.DIFFERS, mark_words(stands)
    return row


def _faulty(row: ImportRow, finding: Finding, words: str, reading: Reading, column: str) -> ImportRow:
    """Say what is wrong, by the cell in which it is."""
    row.finding, row.error = finding, words
    row.cell = reading.cells.get(column, row.cell)
    return row
