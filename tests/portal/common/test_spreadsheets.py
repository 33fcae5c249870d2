"""Reading and writing spreadsheets: values as people meant them, and files that must not be parsed."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from portal.common import spreadsheets
from portal.common.spreadsheets import Book, RefusedWorkbook, Value, read
from tests.portal.common.workbooks import altered, ods, part, rows_of, xlsx

SHEET = "xl/worksheets/sheet1.xml"
TEXT_CELL = '<table:table-cell office:value-type="string"{more}><text:p>x</text:p></table:table-cell>'


def one_value(content: bytes, name: str = "a.xlsx") -> Value:
    return read(content, name).sheets["Data"].cell(0, 0)


def with_cell(xml: str) -> bytes:
    """Return a workbook whose first cell is this XML, as another program might write it."""
    plain = rows_of(("DI SINI",))
    sheet = part(plain, SHEET)
    before, _found, rest = sheet.partition(b'<c r="A1"')
    return altered(plain, {SHEET: before + xml.encode() + rest.partition(b"</c>")[2]})


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("BB", "BB"),
        ("3,5", "3,5"),
        (3.5, Decimal("3.5")),
        (0.1 + 0.2, Decimal("0.3")),
        (7, Decimal(7)),
        (10_000_000_000, Decimal(10_000_000_000)),
        (True, True),
        ("", None),
        ("=1+1 bukan rumus", "=1+1 bukan rumus"),
    ],
)
def test_a_cell_is_read_as_it_was_meant(typed: str | float, value: Value) -> None:
    book = Book()
    page = book.page("Data")
    if isinstance(typed, float) and not isinstance(typed, bool):
        page.raw.write_number(0, 0, typed)
    else:
        page.write(0, 0, typed)

    found = one_value(book.content())

    assert found == value
    assert type(found) is type(value)


def test_a_number_longer_than_a_spreadsheet_keeps_is_written_whole() -> None:
    book = Book()
    book.page("Data").write(0, 0, Decimal("1234567890.123456"))

    assert one_value(book.content()) == "1234567890.123456"


def test_a_date_stays_a_date() -> None:
    book = Book()
    book.page("Data").write(0, 0, date(2026, 5, 3))

    assert one_value(book.content()) == date(2026, 5, 3)


@pytest.mark.parametrize("text", ["=1+1", "+62", "-", "@a", "=HYPERLINK(1)"])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    book = Book()
    book.page("Data").write(0, 0, text)

    content = book.content()

    assert b"<f>" not in part(content, SHEET)
    assert b"quotePrefix" in part(content, "xl/styles.xml")
    assert one_value(content) == text


class TestFormulas:
    def test_one_without_a_result_is_named_and_not_blank(self) -> None:
        sheet = read(with_cell('<c r="A1"><f>B1+1</f><v></v></c>'), "a.xlsx").sheets["Data"]

        assert sheet.is_unsaved(0, 0)
        assert not sheet.is_unsaved(0, 1)

    @pytest.mark.parametrize(
        ("xml", "value"),
        [
            ('<c r="A1"><f>B1+1</f><v>3.5</v></c>', Decimal("3.5")),
            ('<c r="A1" t="str"><f>B1</f><v>BB</v></c>', "BB"),
            ('<c r="A1" t="str"><f>B1</f><v></v></c>', None),
        ],
    )
    def test_one_with_a_result_counts_as_the_result(self, xml: str, value: Value) -> None:
        sheet = read(with_cell(xml), "a.xlsx").sheets["Data"]

        assert (sheet.cell(0, 0), sheet.is_unsaved(0, 0)) == (value, False)

    def test_of_an_ods(self) -> None:
        rows = '<table:table-row><table:table-cell/><table:table-cell table:formula="of:=[.A1]"/></table:table-row>'
        sheet = read(ods(rows), "a.ods").sheets["Data"]

        assert sheet.is_unsaved(0, 1)


def test_an_ods_is_read_with_repeated_cells() -> None:
    cells = TEXT_CELL.format(more=' table:number-columns-repeated="3"')
    row = f"<table:table-row>{cells}</table:table-row>"
    tail = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'

    assert read(ods(row + tail), "a.ods").sheets["Data"].rows[0] == ["x", "x", "x"]


def _zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _lying(content: bytes) -> bytes:
    """Return the archive with the size of its largest part understated, in the directory and before the part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sizes = {info.file_size for info in archive.infolist()}
    real = max(sizes).to_bytes(4, "little")
    return content.replace(real, (100).to_bytes(4, "little"))


def _far_cell() -> bytes:
    return with_cell('<c r="XFD1048576"><v>1</v></c>')


def _encrypted() -> bytes:
    content = bytearray(rows_of((1,)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 4)
    return bytes(content)


PLAIN = rows_of(("a", 1))
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'
MACRO_TYPES = part(PLAIN, "[Content_Types].xml").replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
REPEATED = TEXT_CELL.format(more=' table:number-columns-repeated="16384"')

BAD_FILES = {
    "nothing": (b"", "a.xlsx", "empty"),
    "text": (b"kode;nilai", "a.xlsx", "kind"),
    "web page": (b"<html><script>alert(1)</script>", "a.xlsx", "kind"),
    "wrong ending": (PLAIN, "a.pdf", "kind"),
    "macro ending": (PLAIN, "a.xlsm", "macros"),
    "binary kind": (PLAIN, "a.XLSB", "macros"),
    "macro part": (altered(PLAIN, {"xl/vbaProject.bin": b"x"}), "a.xlsx", "macros"),
    "macro sheet": (altered(PLAIN, {"xl/macrosheets/sheet1.xml": b"x"}), "a.xlsx", "macros"),
    "macro type": (altered(PLAIN, {"[Content_Types].xml": MACRO_TYPES}), "a.xlsx", "macros"),
    "old or locked": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, "a.xlsx", "locked"),
    "locked parts": (_encrypted(), "a.xlsx", "locked"),
    "locked ods": (ods("", manifest="<encryption-data/>"), "a.ods", "locked"),
    "document": (_zip({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "a.xlsx", "kind"),
    "no parts": (_zip({"a.txt": b"x"}), "a.xlsx", "kind"),
    "cut off": (PLAIN[:-200], "a.xlsx", "broken"),
    "no workbook relations": (altered(PLAIN, {"xl/_rels/workbook.xml.rels": None}), "a.xlsx", "broken"),
    "sheet missing": (altered(PLAIN, {SHEET: None}), "a.xlsx", "broken"),
    "sheet not XML": (altered(PLAIN, {SHEET: b"<worksheet"}), "a.xlsx", "broken"),
    "own entities": (altered(PLAIN, {SHEET: DOCTYPE + part(PLAIN, SHEET)}), "a.xlsx", "broken"),
    "way out": (altered(PLAIN, {"../../etc/x": b"x"}), "a.xlsx", "names"),
    "absolute": (altered(PLAIN, {"/etc/x": b"x"}), "a.xlsx", "names"),
    "many parts": (altered(PLAIN, {f"x/{n}": b"" for n in range(2001)}), "a.xlsx", "parts"),
    "tight": (altered(PLAIN, {"x": b"\0" * 20_000_000}), "a.xlsx", "unpacked"),
    "large": (altered(PLAIN, {"x": bytes(range(256)) * 205_000}, level=zipfile.ZIP_STORED), "a.xlsx", "too-big"),
    "understated": (_lying(altered(PLAIN, {"x": bytes(range(256)) * 1000})), "a.xlsx", "broken"),
    "far cell": (_far_cell(), "a.xlsx", "unpacked"),
    "many rows": (rows_of(*[(1,)] * 5001), "a.xlsx", "unpacked"),
    "repeated columns": (ods(f"<table:table-row>{REPEATED}</table:table-row>"), "a.ods", "unpacked"),
    "repeated rows": (
        ods(f'<table:table-row table:number-rows-repeated="1048576">{TEXT_CELL.format(more="")}</table:table-row>'),
        "a.ods",
        "unpacked",
    ),
    "repeated nonsense": (ods('<table:table-row table:number-rows-repeated="x"/>'), "a.ods", "broken"),
}


@pytest.mark.parametrize(("content", "name", "code"), BAD_FILES.values(), ids=BAD_FILES)
def test_what_is_not_a_plain_workbook_is_refused_with_its_reason(content: bytes, name: str, code: str) -> None:
    with pytest.raises(RefusedWorkbook) as refused:
        read(content, name)

    assert refused.value.code == code
    assert str(refused.value)


def test_a_workbook_may_be_unpacked_to_much_more_than_it_weighs_when_small() -> None:
    blanks = rows_of(*[("", "")] * 300)

    assert read(blanks, "a.xlsx").sheets["Data"].rows == []


def test_hidden_sheets_are_read_too() -> None:
    def fill(book: object) -> None:
        book.add_worksheet("LKE").write(0, 0, "x")  # type: ignore[attr-defined]
        hidden = book.add_worksheet("_meta")  # type: ignore[attr-defined]
        hidden.write(0, 0, "kunci")
        hidden.very_hidden()

    assert read(xlsx(fill), "a.xlsx").sheets["_meta"].cell(0, 0) == "kunci"


@pytest.mark.parametrize(("place", "words"), [((0, 0), "A1"), ((13, 3), "D14"), ((0, 26), "AA1"), ((9, 701), "ZZ10")])
def test_addresses(place: tuple[int, int], words: str) -> None:
    assert spreadsheets.address(*place) == words
