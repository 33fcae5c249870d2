"""Workbooks of a made-up edition of RB, as somebody would send them in."""

from collections.abc import Mapping

from portal.common.spreadsheets import Book, Value
from portal.common.spreadsheets import read as read_book
from scorecards.instruments.reader import read
from scorecards.instruments.workbook import write_workbook

Cells = Mapping[tuple[str, str, str], Value]


def edition_workbook(*, code: str = "rb/2026", title: str = "RB 2026 (contoh)", cells: Cells | None = None) -> bytes:
    """Return RB 2023 under another code and title; `cells` by sheet, first cell of the row, and head."""
    changed = {("Edisi", "rb/2023", "code"): code, ("Edisi", "rb/2023", "title"): title, **(cells or {})}
    given, book = read_book(write_workbook(read("rb/2023")), "edition.xlsx"), Book()
    for sheet in given.sheets.values():
        page = book.page(sheet.name)
        for number, row in enumerate(sheet.rows):
            pairs = zip(sheet.rows[0], row, strict=False)
            page.write_row(number, [changed.get((sheet.name, str(row[0]), str(key)), value) for key, value in pairs])
    return book.content()
