"""Tables of past years as cities keep them, and the way through the pages."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.models import User
from portal.common.spreadsheets import Book
from scorecards.entries.models import Cycle, Mark, Scorecard
from scorecards.imports.models import ImportBatch, ImportRow
from tests.scorecards.entries.browsing import signed_in
from tests.scorecards.imports.sheets import formula

Rows = Sequence[Sequence[Any]]


def table(rows: Rows, *, sheet: str = "Rekap", before: Sequence[str] = ()) -> bytes:
    """Return a workbook with one table, behind other sheets when there are names of such."""
    book = Book()
    for name in before:
        book.page(name).write(0, 0, "Lembar lain")
    page = book.page(sheet)
    for number, row in enumerate(rows):
        page.write_row(number, list(row))
    return book.content()


def table_with_formula() -> bytes:
    """Return a table in which C2 holds a formula that no program has worked out."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("Rekap")
    lines = [("OPD", "Kode", "Nilai"), ("Dinas Kesehatan", "1.a"), ("Dinas Kesehatan", "1.b", "BB")]
    for number, cells in enumerate(lines):
        page.write_row(number, 0, cells)
    formula(page, 1, 2)
    book.close()
    return buffer.getvalue()


def upload(cycle: Cycle, by: User, content: bytes, name: str = "Rekap 2024.xlsx") -> Any:
    address = reverse("past:index", args=[cycle.pk])
    return signed_in(by).post(address, {"file": SimpleUploadedFile(name, content)})


def looked_at(cycle: Cycle, by: User, content: bytes, *, name: str = "Rekap 2024.xlsx") -> ImportBatch:
    """Upload, take the columns as they were guessed, and return the batch as its preview shows it."""
    response = upload(cycle, by, content, name)
    assert response.status_code == 302, response.content.decode()[-3000:]
    page = signed_in(by).get(response["Location"])
    chosen = {name: "" if value is None else value for name, value in page.context["form"].initial.items()}
    response = signed_in(by).post(page.context["here"], chosen)
    assert response.status_code == 302, response.content.decode()[-3000:]
    return ImportBatch.objects.latest("pk")


def press(name: str, batch: ImportBatch, by: User) -> Any:
    return signed_in(by).post(reverse(f"past:{name}", args=[batch.cycle_id, batch.pk]), follow=True)


def findings(batch: ImportBatch) -> dict[str, str]:
    """Return what the preview says, by the address of the cell."""
    return {row.cell: row.finding for row in batch.rows.all()}


def row_at(batch: ImportBatch, cell: str) -> ImportRow:
    return batch.rows.get(cell=cell)


HEAD = ("No", "Perangkat Daerah", "Kode", "Uraian", "Nilai", "Catatan")


def rows(*lines: tuple[Any, ...]) -> bytes:
    """Return a table with two lines above its head, as people make them."""
    return table([("REKAPITULASI NILAI SAKIP 2024",), (), HEAD, *lines])


def line(code: Any, answer: Any, note: str = "", unit: str = "Dinas Kesehatan") -> tuple[Any, ...]:
    return (1, unit, code, "…", answer, note)


@dataclass
class Past:
    """The year before, which nobody filled in here, and who may bring its marks."""

    cycle: Cycle
    admin: User
    card: Scorecard
    other_card: Scorecard

    def imported(self, code: str = "1.a") -> Mark | None:
        return Mark.objects.filter(entry__scorecard=self.card, entry__node__code=code, party="imported").first()
