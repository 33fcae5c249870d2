"""Reading a CSV that people made: UTF-8, with the separator of its first line, and no larger than a workbook."""

import csv
import io

from portal.common.csv import FORMULA_STARTS
from portal.common.spreadsheets import guard, scan
from portal.common.spreadsheets.reading import Sheet, Value, Workbook

SEPARATORS = (";", "\t", ",")
"""The surest first: where both stand in a line, commas are within numbers."""


def read_csv(content: bytes) -> Workbook:
    """Read a CSV as a workbook of one sheet, all cells texts; RefusedWorkbook when it cannot be read safely."""
    if not content:
        raise guard.refuse("empty")
    if len(content) > guard.MOST_BYTES:
        raise guard.refuse("too-big")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise guard.refuse("encoding") from error
    if "\0" in text:
        raise guard.refuse("encoding")
    first = text.lstrip().partition("\n")[0]
    separator = next((one for one in SEPARATORS if one in first), SEPARATORS[0])
    extent, rows = scan.Extent(), []
    try:
        for number, line in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)):
            if line:
                extent.use(number, len(line) - 1, times=len(line))
            rows.append([_value(cell) for cell in line])
    except csv.Error as error:
        raise guard.refuse("broken-csv") from error
    return Workbook({"CSV": Sheet("CSV", rows, frozenset())})


def _value(cell: str) -> Value:
    """Return a cell without the apostrophe that our own downloads put before what looks like a formula."""
    if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS):
        return cell[1:]
    return cell or None
