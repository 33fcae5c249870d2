"""A block of cells copied in a spreadsheet: text, tabs between columns, a line for each row."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.common.spreadsheets import address
from scorecards.domain.edition import Edition
from scorecards.entries.models import Scorecard
from scorecards.entries.typed import Unreadable, read_answer
from scorecards.imports import workbook
from scorecards.imports.lines import Line, lines_of
from scorecards.imports.proposals import Proposal

if TYPE_CHECKING:
    from portal.accounts.models import User

MOST_TEXT = 400_000
MOST_ROWS = 500
CODE, ANSWER, NOTE = "code", "answer", "note"
HEADS = frozenset({"kode", "code", "no", "no."})
"""What stands above a column of codes."""


class BadPaste(ValueError):  # the name says what came
    """Nothing can be made of the text; str() says why."""


def read_paste(scorecard: Scorecard, by: "User", text: str, *, start: str, column: str) -> list[Proposal]:
    """Return what a pasted block says about answers; empty cells say nothing.

    With codes in its first column every line finds its own place, also when a whole workbook was copied. Without them
    the lines follow each other from `start` on, and the first column holds answers or, with `column`, notes.
    """
    if len(text) > MOST_TEXT:
        raise BadPaste(_("This is too much at once. Copy the block in parts."))
    rows = [
        row for row in csv.reader(io.StringIO(text, newline=""), delimiter="\t") if any(cell.strip() for cell in row)
    ]
    if not rows:
        raise BadPaste(_("There is nothing to paste. Copy the cells in Excel first."))
    if len(rows) > MOST_ROWS:
        raise BadPaste(_("This is too much at once. Copy the block in parts."))
    edition, found = lines_of(scorecard, by)
    lines = [line for line in found if line.entry is not None]
    codes = {line.node.code: line for line in lines}
    headings = {line.node.code for line in found} - set(codes)
    if column == CODE or _has_codes(rows, edition, codes, headings):
        return list(_by_code(rows, codes, headings))
    return list(_by_order(rows, lines, start, first=1 if column == NOTE else 0))


def _has_codes(rows: Sequence[list[str]], edition: Edition, codes: Mapping[str, Line], headings: set[str]) -> bool:
    """Return whether the first column holds codes: a whole workbook, or codes that no one could mean as answers."""
    if max(len(row) for row in rows) > workbook.NOTE:
        return True
    first = [row[0].strip() for row in rows]
    known = [text for text in first if text in codes]
    return bool(known) and not any(_is_answer(edition, codes[text]) for text in known)


def _is_answer(edition: Edition, line: Line) -> bool:
    """Return whether the code of a line is also an answer to it, as where indicators are numbered and marked 1 to 5."""
    try:
        read_answer(edition, line.node.code, line.node.code)
    except Unreadable:
        return False
    return True


def _by_code(rows: Sequence[list[str]], codes: Mapping[str, Line], headings: set[str]) -> Iterator[Proposal]:
    is_whole = max(len(row) for row in rows) > workbook.NOTE
    answer, note = (workbook.ANSWER, workbook.NOTE) if is_whole else (1, 2)
    for number, row in enumerate(rows):
        code = row[0].strip()
        line = codes.get(code)
        if line is None and (code in headings or not code or code.casefold() in HEADS):
            continue
        error = "" if line else _("the code “%(code)s” is not one of this scorecard.") % {"code": code}
        yield _proposal(line, code, _cell(row, answer), _cell(row, note), address(number, answer), error)


def _by_order(rows: Sequence[list[str]], lines: list[Line], start: str, *, first: int) -> Iterator[Proposal]:
    begin = next((number for number, line in enumerate(lines) if line.node.code == start), 0)
    for number, row in enumerate(rows):
        cells = ["", *row] if first else row
        place = begin + number
        line = lines[place] if place < len(lines) else None
        error = "" if line else _("there is no further line for it.")
        code = line.node.code if line else ""
        yield _proposal(line, code, _cell(cells, 0), _cell(cells, 1), address(number, 0), error)


def _proposal(line: Line | None, code: str, answer: str, note: str, cell: str, error: str) -> Proposal:
    entry = line.entry if line else None
    return Proposal(
        entry_id=entry.pk if entry else None,
        code=code[:40],
        answer=answer,
        note=note,
        cell=cell,
        error=error,
        has_answer=bool(answer.strip()),
        has_note=bool(note.strip()),
    )


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""
