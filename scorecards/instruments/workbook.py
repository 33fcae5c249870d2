"""An edition as a workbook and back: nothing is lost, and what is wrong is told by cell, all of it at once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.common.spreadsheets import Book, Value, Workbook, address
from portal.common.spreadsheets import read as read_book
from scorecards.domain.consistency import DocumentError, faults
from scorecards.domain.crosswalk import unknown_predecessors
from scorecards.domain.document import built_from
from scorecards.domain.edition import Edition
from scorecards.domain.said import Said
from scorecards.instruments import sheets
from scorecards.instruments.cells import ABSENT, meant, written
from scorecards.instruments.reader import Source, source_of
from scorecards.instruments.schema import schema_faults
from scorecards.instruments.sheets import Sheet

_WIDTHS = {"name": 50, "text": 50, "source": 40, "legal_basis": 40, "note": 40, "title": 50, "answer": 16}
_HEAD = {"bold": True, "bg_color": "#14575B", "font_color": "#FFFFFF"}
Before = Callable[[str], Edition | None]
LISTS = {"scales": sheets.SCALES, "bands": sheets.BANDS, "nodes": sheets.NODES, "gates": sheets.GATES}


@dataclass(frozen=True)
class CellError:
    """One cell, what stands in it, and what is wrong or expected."""

    sheet: str
    cell: str
    found: str
    expected: Said

    def __str__(self) -> str:
        """Return all of it in one line, as a spreadsheet names a cell."""
        found = f'"{self.found}", ' if self.found else ""
        return f"{self.sheet}!{self.cell}: {found}{self.expected}"


class WorkbookErrors(Exception):
    """The workbook is no edition; `errors` are all that was found, by cell."""

    def __init__(self, errors: list[CellError]) -> None:
        """Keep the errors."""
        super().__init__("; ".join(map(str, errors)))
        self.errors = errors


def write_workbook(source: Source) -> bytes:
    """Return the edition as a workbook that reads back to the same hash; raise ValueError when it would not."""
    rows = _rows_of(source.document)
    book = Book(title=source.edition.title)
    for sheet in sheets.ALL:
        page = book.page(sheet.title)
        page.write_row(0, list(sheet.columns), **_HEAD)
        page.raw.freeze_panes(1, 1)
        for column, key in enumerate(sheet.columns):
            page.raw.set_column(column, column, _WIDTHS.get(key, 14))
        for number, row in enumerate(rows[sheet.title], start=1):
            page.write_row(number, [written(_dig(row, key), kind) for key, kind in sheet.columns.items()])
    content = book.content()
    if read_workbook(content, "edition.xlsx").sha256 != source.sha256:
        raise ValueError(f"{source.edition.code} does not fit into the workbook")
    return content


def read_workbook(content: bytes, name: str, before: Before | None = None) -> Source:
    """Read an edition; raise RefusedWorkbook for a file that is not safe, WorkbookErrors for one that is no edition.

    `before` tells which edition the codes in the column predecessor are of; without it they are not looked up.
    """
    reading = _Reading(read_book(content, name))
    document = reading.document()
    reading.stop()
    for path, fault in schema_faults(document):
        reading.blame(path, fault)
    reading.stop()
    try:
        for rows, code, key, text in faults(built_from(document)):
            reading.blame_code(rows, code, key, text)
        reading.stop()
        source = source_of(document)
    except DocumentError as error:
        reading.add(sheets.EDITION, 0, 0, None, Said("it does not hold together: %(fault)s", fault=error))
        reading.stop()
        raise
    if before is not None:
        for rows, code, key, text in unknown_predecessors(before(source.edition.code), source.edition):
            reading.blame_code(rows, code, key, text)
        reading.stop()
    return source


def _rows_of(document: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    golden = document["golden"]
    head = {key: value for key, value in document.items() if key != "gates" or not value}
    named: dict[Sheet, list[Any]] = {
        sheets.EDITION: [head],
        sheets.SCALES: document["scales"],
        sheets.SCALE_LEVELS: _owned(document["scales"], "code", "levels", "scale"),
        sheets.BANDS: document["bands"],
        sheets.NODES: document["nodes"],
        sheets.NODE_LEVELS: _owned(document["nodes"], "code", "levels", "node"),
        sheets.EVIDENCE: _owned(document["nodes"], "code", "evidence", "node"),
        sheets.GATES: document.get("gates", []),
        sheets.STEPS: _owned(document.get("gates", []), "code", "steps", "gate"),
        sheets.GOLDEN: golden,
        sheets.ANSWERS: [row for case in golden for row in _answers(case)],
        sheets.CHECKS: [
            {"case": case["name"], "code": code, "met": met}
            for case in golden
            for code, met in case.get("checks", {}).items()
        ],
        sheets.SCORES: [
            {"case": case["name"], "code": code, "score": score}
            for case in golden
            for code, score in case["expect"].get("nodes", {}).items()
        ],
    }
    return {sheet.title: rows for sheet, rows in named.items()}


def _owned(owners: list[dict[str, Any]], name: str, key: str, link: str) -> list[Mapping[str, Any]]:
    return [{**row, link: owner[name]} for owner in owners for row in owner.get(key, [])]


def _answers(case: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield a row for each answer; an item of a repeating group has a number, an empty group the item 0."""
    for code, answer in case.get("answers", {}).items():
        place = {"case": case["name"], "code": code}
        if not isinstance(answer, list):
            yield {**place, "answer": answer}
        elif not answer:
            yield {**place, "item": 0}
        else:
            for number, item in enumerate(answer, start=1):
                for key, value in item.items():
                    yield {**place, "item": number, "field": key, "answer": value}


def _dig(row: Mapping[str, Any], key: str) -> Any:
    first, _, rest = key.partition(".")
    if first not in row:
        return ABSENT
    return _dig(row[first], rest) if rest else row[first]


@dataclass
class _Reading:
    """One reading of a workbook: the errors so far, and where each row of the document stands."""

    book: Workbook
    errors: list[CellError] = field(default_factory=list)
    _rows: dict[str, list[int]] = field(default_factory=dict)
    _columns: dict[str, dict[str, int]] = field(default_factory=dict)

    def stop(self) -> None:
        """Raise what was found."""
        if self.errors:
            raise WorkbookErrors(self.errors)

    def add(self, sheet: Sheet, row: int, column: int, found: Value, expected: Said) -> None:
        """Note an error."""
        self.errors.append(CellError(sheet.title, address(row, column), "" if found is None else str(found), expected))

    def blame(self, path: tuple[str | int, ...], message: Said) -> None:
        """Note what breaks the schema at the cell that the path leads to, or at the row's first."""
        sheet = LISTS.get(str(path[0])) if path else sheets.EDITION
        if path and path[0] == "golden":
            sheet = sheets.GOLDEN
        if sheet is None:
            self._at(sheets.EDITION, 0, str(path[0]), message)
        elif len(path) > 1 and isinstance(path[1], int):
            deeper = [str(part) for part in path[2:]]
            self._at(sheet, path[1], ".".join(deeper) or "code", _whose(deeper, message))
        else:
            self._at(sheet, 0, "code", message)

    def blame_code(self, rows: str, code: str, key: str, message: Said) -> None:
        """Note a contradiction at the row of that code."""
        sheet = LISTS[rows]
        codes = [self._value(sheet, row, "code") for row in self._rows[sheet.title]]
        last = len(codes) - 1 - codes[::-1].index(code) if code in codes else 0
        self._at(sheet, last, key, message)

    def document(self) -> dict[str, Any]:
        """Return the document as the cells tell it."""
        tables = {sheet.title: self._table(sheet) for sheet in sheets.ALL}
        heads = tables[sheets.EDITION.title]
        if len(heads) != 1:
            self.add(sheets.EDITION, 1, 0, None, Said("the sheet needs exactly one row below the head"))
            return {}
        result = {**heads[0]}
        result |= {key: tables[sheet.title] for key, sheet in LISTS.items() if key != "gates"}
        if tables[sheets.GATES.title]:
            result["gates"] = tables[sheets.GATES.title]
        result["golden"] = tables[sheets.GOLDEN.title]
        self._hang(tables, sheets.SCALE_LEVELS, sheets.SCALES, "levels")
        self._hang(tables, sheets.NODE_LEVELS, sheets.NODES, "levels")
        self._hang(tables, sheets.EVIDENCE, sheets.NODES, "evidence")
        self._hang(tables, sheets.STEPS, sheets.GATES, "steps")
        self._cases(tables)
        return result

    def _hang(self, tables: dict[str, list[dict[str, Any]]], sheet: Sheet, owners: Sheet, key: str) -> None:
        link = sheet.link[0]
        named = {row.get("code"): row for row in tables[owners.title]}
        for number, row in enumerate(tables[sheet.title]):
            owner = named.get(row.pop(link, None))
            if owner is None:
                self._at(sheet, number, link, Said("no such code on the sheet %(sheet)s", sheet=owners.title))
            else:
                owner.setdefault(key, []).append(row)

    def _cases(self, tables: dict[str, list[dict[str, Any]]]) -> None:
        cases: dict[str | None, dict[str, Any]] = {}
        for number, case in enumerate(tables[sheets.GOLDEN.title]):
            if case.get("name") in cases:
                self._at(sheets.GOLDEN, number, "name", Said("the name stands twice"))
            cases[case.get("name")] = case
            case.setdefault("expect", {})
            if "value" not in case:
                case["answers"] = {}
        for sheet in (sheets.ANSWERS, sheets.CHECKS, sheets.SCORES):
            for number, row in enumerate(tables[sheet.title]):
                try:
                    _put(sheet, cases.get(row.get("case")), row)
                except _MisplacedError as error:
                    self._at(sheet, number, error.key, error.text)

    def _table(self, sheet: Sheet) -> list[dict[str, Any]]:
        found = self.book.sheets.get(sheet.title)
        self._rows[sheet.title] = []
        columns = self._columns[sheet.title] = {}
        if found is None:
            self.add(sheet, 0, 0, None, Said("the sheet is missing"))
            return []
        self._heads(sheet, found.rows[0] if found.rows else [])
        table = []
        for number, cells in enumerate(found.rows[1:], start=1):
            for column, cell in enumerate(cells):
                if cell is not None and column not in columns.values():
                    self.add(sheet, number, column, cell, Said("stands below no head"))
            if any(cell is not None for cell in cells) or any(row == number for row, _ in found.unsaved):
                self._rows[sheet.title].append(number)
                table.append(self._row(sheet, number))
        return table

    def _heads(self, sheet: Sheet, heads: list[Value]) -> None:
        columns = self._columns[sheet.title]
        for column, head in enumerate(heads):
            if head is None:
                continue
            if head not in sheet.columns or head in columns:
                self.add(sheet, 0, column, head, Said("expected once each: %(heads)s", heads=", ".join(sheet.columns)))
            columns[str(head)] = column
        for key in sheet.columns:
            if key not in columns and key not in sheet.later:
                self.add(sheet, 0, 0, None, Said("the column %(column)s is missing", column=key))

    def _row(self, sheet: Sheet, number: int) -> dict[str, Any]:
        found = self.book.sheets[sheet.title]
        row: dict[str, Any] = {}
        for key, kind in sheet.columns.items():
            column = self._columns[sheet.title].get(key)
            if column is None:
                continue
            cell = found.cell(number, column)
            if found.is_unsaved(number, column):
                self.add(
                    sheet, number, column, None, Said("a formula without result; save the file in a spreadsheet first")
                )
            elif cell is not None:
                try:
                    value = meant(cell, kind)
                except ValueError:
                    self.add(sheet, number, column, cell, Said(f"expected {kind}"))
                else:
                    first, _, rest = key.partition(".")
                    if rest:
                        row.setdefault(first, {})[rest] = value
                    else:
                        row[first] = value
        return row

    def _value(self, sheet: Sheet, row: int, key: str) -> str:
        cell = self.book.sheets[sheet.title].cell(row, self._columns[sheet.title][key])
        return "" if cell is None else str(cell).strip()

    def _at(self, sheet: Sheet, number: int, key: str, message: Said) -> None:
        """Note an error at the so-many-th row of the sheet, at that key's column or else the first."""
        rows = self._rows[sheet.title]
        row = rows[number] if number < len(rows) else 1
        key = key if key in self._columns[sheet.title] else ""
        column = self._columns[sheet.title].get(key, 0)
        self.add(sheet, row, column, self._value(sheet, row, key) if key else None, message)


def _whose(deeper: list[str], message: Said) -> Said:
    """Name the part of the row that lies on another sheet."""
    is_elsewhere = len(deeper) > 1 and deeper[0] in {"levels", "evidence", "steps"}
    return Said("in %(part)s: %(fault)s", part=deeper[0], fault=message) if is_elsewhere else message


class _MisplacedError(Exception):
    """A row that belongs nowhere: at which of its columns, and why."""

    def __init__(self, key: str, text: Said) -> None:
        super().__init__(str(text))
        self.key, self.text = key, text


def _put(sheet: Sheet, case: dict[str, Any] | None, row: Mapping[str, Any]) -> None:
    """Put an answer, a check or an expected score into its case."""
    if case is None:
        raise _MisplacedError("case", Said("no such name on the sheet %(sheet)s", sheet=sheets.GOLDEN.title))
    if "code" not in row:
        raise _MisplacedError("code", Said("a code is needed"))
    key, last = row["code"], next(reversed(sheet.columns))
    if sheet is sheets.SCORES:
        target = case["expect"].setdefault("nodes", {})
    elif sheet is sheets.CHECKS:
        target = case.setdefault("checks", {})
    elif row.get("item") == 0:
        _put_nothing(case, row)
        return
    else:
        target, key = _place_of(case, row)
    if last not in row:
        raise _MisplacedError(last, Said("a value is needed"))
    if key in target:
        raise _MisplacedError("code", Said("it stands twice"))
    target[key] = row[last]


def _put_nothing(case: dict[str, Any], row: Mapping[str, Any]) -> None:
    if "answers" not in case or row["code"] in case["answers"] or "field" in row or "answer" in row:
        raise _MisplacedError("item", Said("0 says that there is no item: it stands alone"))
    case["answers"][row["code"]] = []


def _place_of(case: dict[str, Any], row: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return where an answer goes: into the case, or into an item of a repeating group."""
    if "answers" not in case:
        raise _MisplacedError("case", Said("this case has a value, so it takes no answers"))
    if ("item" in row) != ("field" in row):
        raise _MisplacedError("field", Said("an item goes with its field"))
    if "item" not in row:
        return case["answers"], row["code"]
    items = case["answers"].setdefault(row["code"], [])
    if not isinstance(items, list) or row["item"] > len(items) + 1:
        raise _MisplacedError("item", Said("items are numbered from 1 on, in order"))
    if row["item"] > len(items):
        items.append({})
    return items[row["item"] - 1], row["field"]
