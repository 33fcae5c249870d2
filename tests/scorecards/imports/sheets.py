"""Short ways to download a workbook, fill it in as a person would, and upload it."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.models import User
from portal.common.spreadsheets import Sheet, Value, Workbook, read
from scorecards.entries.models import Scorecard
from scorecards.imports import workbook
from scorecards.imports.models import ImportBatch, ImportRow
from tests.scorecards.entries.browsing import signed_in

Fill = Mapping[str, Any]


def download(scorecard: Scorecard, by: User) -> bytes:
    response = signed_in(by).get(reverse("imports:download", args=[scorecard.pk]))
    assert response.status_code == 200
    return bytes(response.content)


def lke(content: bytes) -> Sheet:
    return read(content, "lke.xlsx").sheets[workbook.LKE]


def row_of(sheet: Sheet, code: str) -> int:
    return next(number for number, row in enumerate(sheet.rows) if row and row[0] == code)


def filled(content: bytes, answers: Fill, notes: Fill | None = None, *, drop: tuple[str, ...] = ()) -> bytes:
    """Return the workbook as another program saves it after somebody filled it in: new styles, same cells."""
    book = read(content, "lke.xlsx")
    buffer = io.BytesIO()
    out = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for name, sheet in book.sheets.items():
        page = out.add_worksheet(name)
        page.date_format = out.add_format({"num_format": "d-mmm"})
        for number, row in enumerate(_rows(name, sheet, answers, notes or {}, drop)):
            for column, value in enumerate(row):
                _write(page, number, column, value)
    out.close()
    return buffer.getvalue()


def _rows(name: str, sheet: Sheet, answers: Fill, notes: Fill, drop: tuple[str, ...]) -> list[list[Any]]:
    if name != workbook.LKE:
        return [list(row) for row in sheet.rows]
    found: list[list[Any]] = []
    for row in sheet.rows:
        cells: list[Any] = [*row, *[None] * (7 - len(row))]
        code = cells[0]
        if code in drop:
            continue
        if code in answers:
            cells[workbook.ANSWER] = answers[str(code)]
        if code in notes:
            cells[workbook.NOTE] = notes[str(code)]
        found.append(cells)
    return found


def _write(page: Any, row: int, column: int, value: Value | Callable[[Any, int, int], None]) -> None:
    if callable(value):
        value(page, row, column)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, page.date_format)
    elif value is not None:
        page.write(row, column, value)


def formula(page: Any, row: int, column: int) -> None:
    """A formula as a program writes it that does not work formulas out."""
    page.write_formula(row, column, "=1+1", None, "")


def upload(scorecard: Scorecard, by: User, content: bytes, name: str = "lke.xlsx") -> Any:
    address = reverse("imports:excel", args=[scorecard.pk])
    return signed_in(by).post(address, {"file": SimpleUploadedFile(name, content)})


def proposed(scorecard: Scorecard, by: User, content: bytes, name: str = "lke.xlsx") -> ImportBatch:
    """Upload and return the batch that came of it."""
    response = upload(scorecard, by, content, name)
    assert response.status_code == 302, response.content.decode()[-3000:]
    return ImportBatch.objects.latest("pk")


def apply(batch: ImportBatch, by: User, rows: list[ImportRow] | None = None) -> Any:
    """Press the button of the preview with its ticks, or with those of `rows`."""
    chosen = [row for row in batch.rows.all() if row.use and row.is_sound] if rows is None else rows
    address = reverse("imports:apply", args=[batch.scorecard_id, batch.pk])
    return signed_in(by).post(address, {"use": [row.pk for row in chosen]})


def undo(batch: ImportBatch, by: User) -> Any:
    return signed_in(by).post(reverse("imports:undo", args=[batch.scorecard_id, batch.pk]))


def as_workbook(content: bytes) -> Workbook:
    return read(content, "lke.xlsx")
