"""Editions as workbooks: nothing is lost on the way, and each error names its cell."""

import pytest

from portal.common.spreadsheets import Book, RefusedWorkbook, Value
from portal.common.spreadsheets import read as read_book
from scorecards.domain.numbers import parse_decimal
from scorecards.instruments.reader import available, read, read_text
from scorecards.instruments.workbook import WorkbookErrors, read_workbook, write_workbook
from scorecards.instruments.yaml_loader import dump_yaml


def changed(code: str, cells: dict[tuple[str, str, str], Value], without: str = "") -> bytes:
    """Return the workbook of an edition with other cells: by sheet, first cell of the row, and head."""
    given, book = read_book(write_workbook(read(code)), "edition.xlsx"), Book()
    for sheet in given.sheets.values():
        if sheet.name == without:
            continue
        page, head = book.page(sheet.name), sheet.rows[0]
        for number, row in enumerate(sheet.rows):
            values = [
                cells.get((sheet.name, str(row[0]), str(key)), value) for key, value in zip(head, row, strict=False)
            ]
            page.write_row(number, values)
    return book.content()


def errors_of(content: bytes) -> list[str]:
    with pytest.raises(WorkbookErrors) as caught:
        read_workbook(content, "edition.xlsx")
    return [str(error) for error in caught.value.errors]


@pytest.mark.parametrize("code", available())
def test_each_edition_comes_back_from_its_workbook_with_the_same_hash(code: str) -> None:
    source = read(code)
    assert read_workbook(write_workbook(source), "edition.xlsx").sha256 == source.sha256


@pytest.mark.parametrize("code", available())
def test_each_edition_comes_back_from_its_yaml_with_the_same_hash(code: str) -> None:
    assert read_text(dump_yaml(read(code).document)).sha256 == read(code).sha256


def test_numbers_are_read_as_they_were_written() -> None:
    """Made-up weights: a number cell, a decimal comma, and a fraction."""
    cells: dict[tuple[str, str, str], Value] = {
        ("Kriteria", "B3", "weight"): parse_decimal("0.33"),
        ("Kriteria", "B4", "weight"): "0,5",
        ("Kriteria", "B5", "weight"): "1/3",
    }
    nodes = {node["code"]: node for node in read_workbook(changed("rb/2023", cells), "edition.xlsx").document["nodes"]}
    assert [nodes[code]["weight"] for code in ("B3", "B4", "B5", "B7")] == ["0.33", "0.5", "1/3", None]


def test_each_bad_cell_is_named_and_all_at_once() -> None:
    cells: dict[tuple[str, str, str], Value] = {
        ("Kriteria", "A1", "weight"): "3 poin",
        ("Kriteria", "B6", "applies"): "mungkin",
        ("Kriteria", "B8", "places"): "1.5",
        ("Tingkat skala", "opinion", "scale"): "opini",
    }
    found = errors_of(changed("rb/2023", cells))
    assert found[:3] == [
        'Kriteria!F5: "3 poin", expected a number such as 4,5 or 1/9, or ? when it is not known',
        'Kriteria!K13: "mungkin", expected ya or tidak',
        'Kriteria!I15: "1.5", expected a whole number',
    ]
    assert found[3].startswith("Tingkat skala!A2:")
    assert len(found) == 7


def test_what_the_schema_refuses_is_named_by_cell() -> None:
    cells: dict[tuple[str, str, str], Value] = {
        ("Kriteria", "A1", "rule"): "shares",
        ("Kriteria", "A2", "source"): None,
        ("Edisi", "rb/2023", "missing"): "later",
    }
    found = errors_of(changed("rb/2023", cells))
    assert sorted(line.partition(":")[0] for line in found) == ["Edisi!D2", "Kriteria!A6", "Kriteria!E5"]
    assert any("'source' is a required property" in line for line in found)


def test_sums_that_do_not_come_out_are_named_at_each_maximum() -> None:
    cells: dict[tuple[str, str, str], Value] = {
        ("Kriteria", "A1", "weight"): "2.5",
        ("Kriteria", "GENERAL", "maximum"): "99",
    }
    assert errors_of(changed("rb/2023", cells)) == [
        'Kriteria!H3: "99", the children reach 100, which is not the declared maximum',
        'Kriteria!H4: "10", the children reach 9.5, which is not the declared maximum',
    ]


def test_a_missing_sheet_and_an_unknown_column_are_told() -> None:
    assert "Predikat!A1: the sheet is missing" in errors_of(changed("rb/2023", {}, without="Predikat"))
    found = errors_of(changed("rb/2023", {("Kriteria", "code", "weight"): "bobot"}))
    assert any(line.startswith('Kriteria!F1: "bobot", expected once each:') for line in found)
    assert "Kriteria!A1: the column weight is missing" in found


def test_a_parent_that_is_not_there_is_named() -> None:
    found = errors_of(changed("rb/2023", {("Kriteria", "A1", "parent"): "AA"}))
    assert found == ['Kriteria!B5: "AA", its parent AA does not stand before it']


def test_an_answer_that_belongs_nowhere_is_named() -> None:
    name = "Known weights give scores, the total stays unknown"
    found = errors_of(changed("rb/2023", {("Jawaban", name, "item"): parse_decimal(0)}))
    assert found[0] == 'Jawaban!C2: "0", 0 says that there is no item: it stands alone'
    found = errors_of(changed("rb/2023", {("Harapan", name, "case"): "another"}))
    assert found[0] == 'Harapan!A2: "another", no such name on the sheet Kasus uji'


def test_a_file_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(RefusedWorkbook):
        read_workbook(b"code,name", "edition.xlsx")


def test_predecessors_are_codes_of_the_edition_before() -> None:
    cells: dict[tuple[str, str, str], Value] = {
        ("Kriteria", "A1", "predecessor"): "A1; A2",
        ("Kriteria", "A2", "predecessor"): "[]",
    }
    source = read_workbook(changed("rb/2023", cells), "edition.xlsx", lambda code: read("rb/2023").edition)
    found = {node.code: node.predecessors for node in source.edition.nodes}
    assert (found["A1"], found["A2"], found["B3"]) == (("A1", "A2"), (), None)
    assert read_workbook(write_workbook(source), "edition.xlsx").sha256 == source.sha256
    assert read_text(dump_yaml(source.document)).sha256 == source.sha256


def test_an_unknown_predecessor_is_named_by_cell() -> None:
    cells: dict[tuple[str, str, str], Value] = {
        ("Kriteria", "A1", "predecessor"): "A1; Z9",
        ("Kriteria", "A2", "predecessor"): "A2; A2",
    }
    content = changed("rb/2023", {key: value for key, value in cells.items() if key[1] == "A1"})
    with pytest.raises(WorkbookErrors) as caught:
        read_workbook(content, "edition.xlsx", lambda code: read("rb/2023").edition)
    assert [str(error) for error in caught.value.errors] == ['Kriteria!AA5: "A1; Z9", rb/2023 has no code Z9']
    (twice,) = errors_of(changed("rb/2023", cells))
    assert twice.startswith('Kriteria!AA6: "A2; A2"')


def test_a_workbook_from_before_the_column_is_still_read() -> None:
    given, book = read_book(write_workbook(read("rb/2023")), "edition.xlsx"), Book()
    for sheet in given.sheets.values():
        page = book.page(sheet.name)
        for number, row in enumerate(sheet.rows):
            kept = [cell for cell, head in zip(row, sheet.rows[0], strict=False) if head != "predecessor"]
            page.write_row(number, kept)
    assert read_workbook(book.content(), "edition.xlsx").sha256 == read("rb/2023").sha256
