"""`manage.py edition_table`: from an edition to a workbook, and from a workbook to an edition file."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.common.spreadsheets import Book, Value
from portal.common.spreadsheets import read as read_book
from scorecards.editions.services import Outcome, load
from scorecards.instruments.reader import read, read_text


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("edition_table", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def rewrite(path: Path, cells: dict[tuple[str, str, str], Value]) -> None:
    given, book = read_book(path.read_bytes(), path.name), Book()
    for sheet in given.sheets.values():
        page = book.page(sheet.name)
        for number, row in enumerate(sheet.rows):
            pairs = zip(sheet.rows[0], row, strict=False)
            page.write_row(number, [cells.get((sheet.name, str(row[0]), str(key)), value) for key, value in pairs])
    path.write_bytes(book.content())


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "rb.xlsx"
    run("write", "rb/2023", str(path))
    return path


@pytest.mark.django_db
def test_a_changed_workbook_becomes_a_file_that_loads(workbook: Path, tmp_path: Path) -> None:
    """The code and the weight are made up."""
    rewrite(workbook, {("Edisi", "rb/2023", "code"): "rb/2026", ("Kriteria", "B3", "weight"): "0,33"})
    out, _err = run("read", str(workbook), "--against", "rb/2023", "--yaml", str(tmp_path / "rb-2026.yaml"))
    assert "  ~ code: rb/2023 -> rb/2026\n" in out
    assert "  ~ nodes[B3].weight: None -> 0.33\n" in out
    source = read_text((tmp_path / "rb-2026.yaml").read_text(encoding="utf-8"))
    assert out.startswith(f"rb/2026: {source.sha256}, ")
    assert load(source=source).outcome is Outcome.ADDED


def test_unchanged_it_is_the_same_edition(workbook: Path) -> None:
    out, _err = run("read", str(workbook), "--against", "rb/2023")
    assert out.splitlines() == [f"rb/2023: {read('rb/2023').sha256}, 4 golden cases come out"]


def test_errors_are_told_by_cell_and_nothing_is_written(workbook: Path, tmp_path: Path) -> None:
    rewrite(workbook, {("Kriteria", "A1", "weight"): "tiga"})
    target, err = tmp_path / "rb-2026.yaml", StringIO()
    with pytest.raises(CommandError, match="1 errors; nothing was written"):
        call_command("edition_table", "read", str(workbook), "--yaml", str(target), stderr=err)
    assert err.getvalue().startswith('Kriteria!F5: "tiga", expected a number')
    assert not target.exists()


def test_a_golden_case_that_does_not_come_out_refuses_the_workbook(workbook: Path, tmp_path: Path) -> None:
    rewrite(workbook, {("Kasus uji", "KPU 2023", "expect.band"): "A"})
    target, err = tmp_path / "rb-2026.yaml", StringIO()
    with pytest.raises(CommandError, match="golden cases do not come out"):
        call_command("edition_table", "read", str(workbook), "--yaml", str(target), stderr=err)
    assert err.getvalue() == "KPU 2023: band is B, expected A\n"
    assert not target.exists()


def test_what_is_no_workbook_or_no_edition_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"code,name")
    with pytest.raises(CommandError, match=r"x\.xlsx"):
        run("read", str(tmp_path / "x.xlsx"))
    with pytest.raises(CommandError, match="No such file"):
        run("read", str(tmp_path / "y.xlsx"))
    with pytest.raises(CommandError, match="there is no such edition"):
        run("write", "rb/1900", str(tmp_path / "z.xlsx"))
