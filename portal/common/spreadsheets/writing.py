"""Writing a workbook: text stays text whatever it begins with, numbers keep all their digits."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portal.common.csv import FORMULA_STARTS
from portal.common.spreadsheets.reading import SHOWN_DIGITS, Value

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd-mm-yyyy",
}


class Book:
    """A workbook in the making; `content` closes it and returns its bytes."""

    def __init__(self, *, title: str = "") -> None:
        """Begin an empty workbook."""
        self._buffer = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._buffer, _OPTIONS)
        self._book.set_properties({"title": title, "author": "Rapor Kota"})
        self._styles: dict[tuple[tuple[str, Any], ...], Format] = {}

    def page(self, name: str) -> "Page":
        """Add a sheet."""
        return Page(self, self._book.add_worksheet(name))

    def name(self, name: str, formula: str) -> None:
        """Give a range a name, for lists of allowed answers."""
        self._book.define_name(name, formula)

    def style(self, look: Mapping[str, Any]) -> Format:
        """Return the format of that look; equal looks share one."""
        key = tuple(sorted(look.items()))
        if key not in self._styles:
            self._styles[key] = self._book.add_format(dict(look))
        return self._styles[key]

    def content(self) -> bytes:
        """Close the workbook and return it."""
        self._book.close()
        return self._buffer.getvalue()


class Page:
    """One sheet of a workbook in the making; `raw` is XlsxWriter's own, for layout."""

    def __init__(self, book: Book, raw: Worksheet) -> None:
        """Keep both."""
        self.book, self.raw = book, raw

    def write(self, row: int, column: int, value: "Value | int", **look: Any) -> None:
        """Write one cell. Text that a program would take for a formula carries the quote prefix: it stays text."""
        if value is None or value == "":
            self.raw.write_blank(row, column, None, self.book.style(look))
        elif isinstance(value, bool):
            self.raw.write_boolean(row, column, value, self.book.style(look))
        elif isinstance(value, date):
            self.raw.write_datetime(row, column, value, self.book.style({"num_format": "dd-mm-yyyy", **look}))
        elif isinstance(value, int | Decimal) and _fits(Decimal(value)):
            self.raw.write_number(row, column, value, self.book.style(look))
        else:
            self._text(row, column, str(value), look)

    def write_row(self, row: int, values: "Sequence[Value | int]", **look: Any) -> None:
        """Write cells side by side from the first column on."""
        for column, value in enumerate(values):
            self.write(row, column, value, **look)

    def _text(self, row: int, column: int, text: str, look: Mapping[str, Any]) -> None:
        quoted = {"quote_prefix": True} if text.startswith(FORMULA_STARTS) else {}
        self.raw.write_string(row, column, text, self.book.style({**look, **quoted}))


def _fits(number: Decimal) -> bool:
    """Return whether a spreadsheet keeps the number as it is; a longer one is written as text."""
    return len(number.normalize().as_tuple().digits) <= SHOWN_DIGITS
