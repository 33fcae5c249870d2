"""A table that somebody else made: where its head stands, which column holds what, and what each row says.

Columns are found by what stands above them; what a person chose for an earlier file is looked for first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.common.spreadsheets import Sheet, Value, Workbook, address
from scorecards.domain.numbers import plain
from scorecards.entries.typed import note_text

HEAD_WITHIN = 30
"""Rows in which the head of the table is looked for: people put titles above it."""

UNIT, CODE, ANSWER, NOTE = "unit", "code", "answer", "note"
NAMES: dict[str, tuple[str, ...]] = {
    CODE: ("kode kriteria", "kode indikator", "kode", "code", "nomor", "no", "no."),
    ANSWER: ("nilai akhir", "jawaban", "nilai", "predikat", "level", "skor", "hasil", "answer", "mark", "grade"),
    UNIT: ("perangkat daerah", "nama opd", "unit kerja", "opd", "unit", "skpd", "instansi", "lokus"),
    NOTE: ("catatan", "keterangan", "penjelasan", "uraian", "note", "explanation"),
}
"""What people write above each column, the surest words first."""

COUNTERS = frozenset({"nomor", "no", "no."})
"""Above codes in some tables, and above mere numbers of rows in most: taken when nothing better is there."""


@dataclass(frozen=True)
class Layout:
    """Where a table stands: its sheet, the row of its head, and its columns, from 0; None is no such column."""

    sheet: str
    head: int
    code: int | None = None
    answer: int | None = None
    unit: int | None = None
    note: int | None = None

    def as_json(self, heads: Mapping[str, str]) -> dict[str, Any]:
        """Return it as a batch keeps it, with what stands above each column, for the next file."""
        return {**asdict(self), "heads": dict(heads)}


@dataclass(frozen=True)
class Reading:
    """One row as it was read; cells by name, with their addresses. `unsaved` are formulas without a result."""

    row: int
    unit: str
    code: str
    answer: Value
    note: Value
    cells: Mapping[str, str]
    unsaved: tuple[str, ...] = ()


def guess(book: Workbook, known: Mapping[str, str], *, sheet: str = "", head: int | None = None) -> Layout:
    """Return the likeliest place of the table, in a certain sheet or row when these are given.

    `known` is what stood above the columns of an earlier file.
    """
    names = [sheet] if sheet in book.sheets else list(book.sheets)
    best, most = Layout(names[0], head or 0), 0
    for name in names:
        rows = book.sheets[name].rows
        for number in [head] if head is not None else range(min(HEAD_WITHIN, len(rows))):
            columns = _columns(rows[number] if number < len(rows) else [], known)
            if len(columns) > most:
                best, most = Layout(name, number, **columns), len(columns)
    return best


def heads(sheet: Sheet, head: int) -> list[str]:
    """Return what stands above each column that is used at all."""
    width = max((len(row) for row in sheet.rows), default=0)
    return [note_text(sheet.cell(head, column)).strip() for column in range(width)]


def read_rows(sheet: Sheet, layout: Layout) -> Iterator[Reading]:
    """Yield the rows below the head that hold a code and an answer, or a formula in their place."""
    columns = {UNIT: layout.unit, CODE: layout.code, ANSWER: layout.answer, NOTE: layout.note}
    used = {name: column for name, column in columns.items() if column is not None}
    for row in range(layout.head + 1, len(sheet.rows)):
        values = {name: sheet.cell(row, column) for name, column in used.items()}
        unsaved = tuple(name for name, column in used.items() if sheet.is_unsaved(row, column))
        if _is_blank(values.get(CODE)) and CODE not in unsaved:
            continue
        if _is_blank(values.get(ANSWER)) and ANSWER not in unsaved:
            continue
        yield Reading(
            row=row,
            unit=one_line(values.get(UNIT)),
            code=one_line(values.get(CODE)),
            answer=values.get(ANSWER),
            note=values.get(NOTE),
            cells={name: address(row, column) for name, column in used.items()},
            unsaved=unsaved,
        )


def one_line(value: Value) -> str:
    """Return a name or a code as it is compared: a number without needless zeros, blanks as one blank."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split()) if value is not None else ""


def _columns(row: list[Value], known: Mapping[str, str]) -> dict[str, int]:
    texts = [one_line(cell).casefold() for cell in row]
    found: dict[str, int] = {}
    # every exact head first, then those with more words around it, last what may be the number of the row
    for is_found, with_counters in ((_is_equal, False), (_is_within, False), (_is_equal, True)):
        for column, names in NAMES.items():
            earlier = [one_line(known[column]).casefold()] if known.get(column) else []
            wanted = [*earlier, *(name for name in names if with_counters or name not in COUNTERS)]
            for name in wanted:
                place = next((at for at, text in enumerate(texts) if is_found(name, text)), None)
                if column not in found and place is not None and place not in found.values():
                    found[column] = place
    return found


def _is_equal(name: str, text: str) -> bool:
    return bool(text) and name == text


def _is_within(name: str, text: str) -> bool:
    return f" {name} " in f" {text} "


def _is_blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
