"""A report as a DOCX that staff edit: headings, lists and tables in Word's own styles, nothing else."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Written
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

FONT = "Calibri"
SIZES = {"Title": 18, "Heading 1": 14, "Heading 2": 12}
"""Style -> points."""
WIDE, HIGH, MARGIN = Cm(21), Cm(29.7), Cm(2)
TEXT_WIDTH = Length(WIDE - 2 * MARGIN)
NOT_IN_XML = {**dict.fromkeys([*range(9), *range(14, 32), 0xFFFE, 0xFFFF]), 11: "\n", 12: "\n"}
"""What XML 1.0 has no place for, as it comes with pasted text: dropped, or the line break that it was."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def docx(data: Mapping[str, Any], *, frozen_at: datetime) -> bytes:
    """Write the blocks of a report; charts are left to their finding and the table that stands with them.

    The same data always gives the same bytes.
    """
    document = Document()
    _set_page(document)
    _set_styles(document)
    _set_properties(document, data, frozen_at)
    _write_footer(
        document, f"{data['government']} · {_('data as of')} {date_format(localtime(frozen_at), 'DATETIME_FORMAT')}"
    )
    if data["is_sample"]:
        _write(document, _("SAMPLE DATA"), bold=True)
    _write(document, data["title"], style="Title")
    _write(document, data["subtitle"], bold=True)
    _write(document, _("Status: %(state)s") % {"state": data["state"]})
    for block in data["blocks"]:
        _write_block(document, block)
    file = BytesIO()
    document.save(file)
    return _without_clock(file)


def _write_block(document: Written, block: Mapping[str, Any]) -> None:
    kind = block["kind"]
    if kind == "heading":
        _write(document, block["text"], style=f"Heading {block['level'] - 1}")
    elif kind == "bullets":
        for line in block["lines"]:
            _write(document, line, style="List Bullet")
    elif kind == "facts":
        _write_table(document, [], block["rows"], widths=(30, 70))
    elif kind == "table":
        if block["caption"]:
            _write(document, block["caption"], bold=True).paragraph_format.keep_with_next = True
        _write_table(document, block["head"], block["rows"], block["widths"], block["numbers"], block["strong"])
    else:
        _write(document, block["text"], bold=kind == "finding")


def _write(document: Written, text: str, *, style: str | None = None, bold: bool = False) -> Paragraph:
    paragraph = document.add_paragraph(style=style)
    paragraph.add_run(text.translate(NOT_IN_XML)).bold = bold or None
    return paragraph


def _write_table(
    document: Written,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int] = (),
    numbers: Sequence[int] = (),
    strong: Sequence[int] = (),
) -> None:
    """Write a table whose head is repeated on every page; `numbers`, `strong` and `widths` as in a block."""
    columns = len(head or rows[0])
    lengths = [Length(TEXT_WIDTH * width // 100) for width in widths or [100 // columns] * columns]
    table = document.add_table(rows=0, cols=columns, style="Table Grid")
    table.autofit = False
    for column, length in zip(table.columns, lengths, strict=True):
        column.width = length
    if head:
        _mark(_write_row(table, head, lengths, numbers, bold=True), "w:tblHeader")
    for place, row in enumerate(rows):
        _write_row(table, row, lengths, numbers, bold=place in strong)
    # Word joins tables that nothing stands between.
    document.add_paragraph()


def _write_row(
    table: Table, texts: Sequence[str], lengths: Sequence[Length], numbers: Sequence[int], *, bold: bool
) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # typed but for this one
    _mark(row, "w:cantSplit")
    # row.cells and table.cell find their place anew each time; a report has thousands of cells.
    for place, (element, text, length) in enumerate(zip(row._tr.tc_lst, texts, lengths, strict=True)):
        cell = _Cell(element, table)
        cell.width = length
        paragraph = cell.paragraphs[0]
        paragraph.add_run(text.translate(NOT_IN_XML)).bold = bold or None
        if place in numbers:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return row


def _mark(row: _Row, property_name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(property_name))


def _set_page(document: Written) -> None:
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, WIDE, HIGH
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN


def _set_styles(document: Written) -> None:
    normal = _style(document, "Normal")
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)
    for name, size in SIZES.items():
        style = _style(document, name)
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), True
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        # The template names fonts by theme, which goes before a name.
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "id-ID")


def _style(document: Written, name: str) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(name)
    return style


def _set_properties(document: Written, data: Mapping[str, Any], frozen_at: datetime) -> None:
    known = document.core_properties
    known.title, known.author, known.comments = data["title"], data["government"], ""
    known.created = known.modified = frozen_at.astimezone(UTC)
    known.language = "id-ID"


def _write_footer(document: Written, said: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    stops = paragraph.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.style = _style(document, "Normal")
    paragraph.add_run(f"{said}\t")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _without_clock(file: BytesIO) -> bytes:
    """Write a package again with the time of no part in it, so that the same parts give the same bytes."""
    packed = BytesIO()
    with ZipFile(file) as written, ZipFile(packed, "w") as package:
        for name in written.namelist():
            entry = ZipInfo(name, date_time=LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            package.writestr(entry, written.read(name))
    return packed.getvalue()
