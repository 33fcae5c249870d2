"""What the reader cannot tell or bear: how far each sheet reaches, and formulas whose result was never stored.

A cell at the far corner would make a reader lay out billions of cells, so the extent is measured on the XML first.
"""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from xml.parsers import expat

from portal.common.spreadsheets.guard import refuse

MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_CELLS = 200_000
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass
class Extent:
    """The last used row and column of a sheet, and the cells (row, column, from 0) whose formula has no result."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    unsaved: list[tuple[int, int]] = field(default_factory=list)

    def use(self, row: int, column: int, *, times: int = 1) -> None:
        """Note a cell with content; RefusedWorkbook beyond the limits."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        self.cells += times
        if self.rows > MOST_ROWS or self.columns > MOST_COLUMNS or self.cells > MOST_CELLS:
            raise refuse("unpacked")


def extents(archive: zipfile.ZipFile) -> dict[str, Extent]:
    """Return the extent of each sheet by its name."""
    if "content.xml" in archive.namelist():
        return _OdsScan().run(archive.read("content.xml"))
    return {name: _SheetScan().run(_read(archive, part)) for name, part in _sheet_parts(archive).items()}


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except KeyError as error:
        raise refuse("broken") from error


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet by the sheet's name."""
    targets: dict[str, str] = {}

    def relation(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
            targets[attributes.get("Id", "")] = path

    parts: dict[str, str] = {}

    def sheet(name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet" and attributes.get("id", "") in targets:
            parts[attributes.get("name", "")] = targets[attributes["id"]]

    _parse(_read(archive, "xl/_rels/workbook.xml.rels"), start=relation)
    _parse(_read(archive, "xl/workbook.xml"), start=sheet)
    return parts


def _parse(xml: bytes, *, start: Any, end: Any = None, text: Any = None) -> None:
    """Walk XML with local names; a document type, and so every entity of one's own, is refused."""

    def doctype(*_arguments: object) -> None:
        raise refuse("broken")

    def local(name: str) -> str:
        return name.rpartition(":")[2]

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda name, given: start(local(name), {local(k): v for k, v in given.items()})
    if end is not None:
        parser.EndElementHandler = lambda name: end(local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise refuse("broken") from error


class _SheetScan:
    """Walks one sheet of an xlsx."""

    def __init__(self) -> None:
        self.extent = Extent()
        self._row, self._column = -1, -1
        self._cell: dict[str, Any] = {}
        self._in_value = False

    def run(self, xml: bytes) -> Extent:
        _parse(xml, start=self._start, end=self._end, text=self._text)
        return self.extent

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self._row, self._column = _number(attributes.get("r"), self._row + 2) - 1, -1
        elif name == "c":
            self._row, self._column = self._place(attributes.get("r", ""))
            self._cell = {"type": attributes.get("t", ""), "formula": False, "stored": False, "value": False}
        elif name == "f":
            self._cell["formula"] = True
        elif name in {"v", "t"}:
            self._in_value = True
            self._cell["stored"] = True

    def _text(self, text: str) -> None:
        if self._in_value and text:
            self._cell["value"] = True

    def _end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._in_value = False
        elif name == "c":
            cell = self._cell
            if cell["formula"] or cell["value"]:
                self.extent.use(self._row, self._column)
            # A formula whose result is an empty text is stored as such, with the type that says so.
            is_empty_text = cell["type"] == "str" and cell["stored"]
            if cell["formula"] and not cell["value"] and not is_empty_text:
                self.extent.unsaved.append((self._row, self._column))

    def _place(self, reference: str) -> tuple[int, int]:
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            return self._row, self._column + 1
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - 64
        return int(match[2]) - 1, column - 1


class _OdsScan:
    """Walks all sheets of an ods; cells and rows may be repeated by a count."""

    def __init__(self) -> None:
        self.found: dict[str, Extent] = {}
        self._extent = Extent()
        self._row = self._column = 0
        self._repeat = 1

    def run(self, xml: bytes) -> dict[str, Extent]:
        _parse(xml, start=self._start, end=self._end)
        return self.found

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table":
            self._extent = self.found[attributes.get("name", "")] = Extent()
            self._row = 0
        elif name == "table-row":
            self._column, self._repeat = 0, _number(attributes.get("number-rows-repeated"), 1)
        elif name in {"table-cell", "covered-table-cell"}:
            self._cell(attributes)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        times = _number(attributes.get("number-columns-repeated"), 1)
        has_value, has_formula = "value-type" in attributes, "formula" in attributes
        if has_value or has_formula:
            last = (self._row + self._repeat - 1, self._column + times - 1)
            self._extent.use(*last, times=times * self._repeat)
            if has_formula and not has_value:
                self._extent.unsaved.append((self._row, self._column))
        self._column += times

    def _end(self, name: str) -> None:
        if name == "table-row":
            self._row += self._repeat


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise refuse("broken")
    return int(text)
