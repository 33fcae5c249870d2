"""Reading a workbook that people made: values as they meant them, and cells whose formula was never worked out."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from portal.common.spreadsheets import guard, scan

Value = str | Decimal | bool | date | None
"""What a cell holds; None when it is blank."""

SHOWN_DIGITS = 15
"""A spreadsheet keeps binary numbers and shows so many digits; what people saw is what they meant."""


@dataclass(frozen=True)
class Sheet:
    """One sheet, from its first cell on; `unsaved` are the cells whose formula has no stored result."""

    name: str
    rows: list[list[Value]]
    unsaved: frozenset[tuple[int, int]]

    def cell(self, row: int, column: int) -> Value:
        """Return a cell by its place from 0; what lies outside is blank."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def is_unsaved(self, row: int, column: int) -> bool:
        """Return whether the cell holds a formula that no program has worked out: it is not blank, but unknown."""
        return (row, column) in self.unsaved


@dataclass(frozen=True)
class Workbook:
    """All sheets by name, hidden ones too."""

    sheets: dict[str, Sheet]


def read(content: bytes, name: str) -> Workbook:
    """Read an .xlsx or .ods; RefusedWorkbook with the reason when it is not one that can be read safely."""
    archive = guard.checked(content, name)
    extents = scan.extents(archive)
    archive.fp.seek(0)  # type: ignore[union-attr]  # made by the guard, in memory
    try:
        with CalamineWorkbook.from_filelike(archive.fp) as book:  # type: ignore[arg-type]
            sheets = {title: _sheet(book, title, extents[title]) for title in book.sheet_names if title in extents}
    except (CalamineError, ValueError, OSError) as error:
        raise guard.refuse("broken") from error
    if not sheets:
        raise guard.refuse("broken")
    return Workbook(sheets)


def address(row: int, column: int) -> str:
    """Return a cell's address as people read it.

    >>> address(13, 3)
    'D14'
    """
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{row + 1}"


def _sheet(book: CalamineWorkbook, name: str, extent: scan.Extent) -> Sheet:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=scan.MOST_ROWS)
    values = [[_value(cell) for cell in row[: scan.MOST_COLUMNS]] for row in rows]
    return Sheet(name, values, frozenset(extent.unsaved))


def _value(cell: Any) -> Value:
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool | str):
        return cell
    if isinstance(cell, int | float):
        return _plain(Decimal(format(cell, f".{SHOWN_DIGITS}g")))
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else str(cell)


def _plain(number: Decimal) -> Decimal:
    """Return a whole number without exponent."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() and number.adjusted() < 20 else number
