"""Workbooks as programs other than ours make them: altered, broken, or by hand."""

import io
import zipfile
from collections.abc import Callable, Mapping

import xlsxwriter

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def xlsx(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """Return a workbook that `fill` has filled."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    fill(book)
    book.close()
    return buffer.getvalue()


def rows_of(*rows: tuple[object, ...], sheet: str = "Data") -> bytes:
    """Return a workbook with one sheet of these rows."""

    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet(sheet)
        for row, values in enumerate(rows):
            page.write_row(row, 0, values)

    return xlsx(fill)


def altered(content: bytes, parts: Mapping[str, bytes | None], *, level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive with parts replaced or added; None takes a part away."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w", level) as target:
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, part in parts.items():
            if part is not None:
                target.writestr(name, part)
    return buffer.getvalue()


def part(content: bytes, name: str) -> bytes:
    """Return one part of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def ods(table: str, *, manifest: str = "") -> bytes:
    """Return an ods whose one sheet Data holds these rows in its own XML."""
    buffer = io.BytesIO()
    body = f'<office:body><office:spreadsheet><table:table table:name="Data">{table}</table:table>'
    xml = f"<office:document-content {_ODS_SPACES}>{body}</office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", ODS_TYPE)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr("content.xml", xml)
    return buffer.getvalue()
