"""A report as a DOCX that staff edit: headings, lists and tables in Word's own styles, nothing else.

The format is a ZIP of XML (ECMA-376); what a report needs of it is small enough to be written here. The same data
always gives the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from portal.common.templatetags.portal import when

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TEXT_WIDTH = 9638
"""Of an A4 page with 2 cm margins, in twentieths of a point."""
STYLES = (("Title", "Title", 36, 0), ("Heading1", "heading 1", 28, 1), ("Heading2", "heading 2", 24, 2))


def docx(data: Mapping[str, Any], *, frozen_at: datetime) -> bytes:
    """Write the blocks of a report; charts are left to their finding and the table that stands with them."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(("styles", "styles.xml"), ("footer", "footer1.xml")),
        "word/styles.xml": _styles(),
        "word/footer1.xml": _footer(data, frozen_at),
        "word/document.xml": _document(data),
    }
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            package.writestr(entry, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{content}')
    return file.getvalue()


def _document(data: Mapping[str, Any]) -> str:
    head = [_paragraph(_("SAMPLE DATA"), bold=True)] if data["is_sample"] else []
    head += [
        _paragraph(data["title"], "Title"),
        _paragraph(data["subtitle"], bold=True),
        _paragraph(_("Status: %(state)s") % {"state": data["state"]}),
    ]
    body = "".join([*head, *(part for block in data["blocks"] for part in _block(block))])
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567"'
        ' w:gutter="0"/>'
        "</w:sectPr>"
    )
    return f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}{section}</w:body></w:document>'


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    kind = block["kind"]
    if kind == "heading":
        yield _paragraph(block["text"], f"Heading{block['level'] - 1}")
    elif kind == "bullets":
        yield from (_paragraph(f"•\t{item}", "ListItem") for item in block["lines"])
    elif kind == "facts":
        yield _table([], block["rows"], widths=(30, 70))
    elif kind == "table":
        if block["caption"]:
            yield _paragraph(block["caption"], bold=True, keep=True)
        yield _table(block["head"], block["rows"], block["widths"], block["numbers"], block["strong"])
    else:
        yield _paragraph(block["text"], bold=kind == "finding")


def _paragraph(text: str, style: str = "", *, bold: bool = False, right: bool = False, keep: bool = False) -> str:
    found = f'<w:pStyle w:val="{style}"/>' if style else ""
    found += "<w:keepNext/>" if keep else ""
    found += '<w:jc w:val="right"/>' if right else ""
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    lines = "<w:br/>".join(_text(line) for line in text.split("\n"))
    return f"<w:p><w:pPr>{found}</w:pPr><w:r>{weight}{lines}</w:r></w:p>"


def _text(line: str) -> str:
    pieces = (f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in line.split("\t"))
    return "<w:tab/>".join(pieces)


def _table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int] = (),
    numbers: Sequence[int] = (),
    strong: Sequence[int] = (),
) -> str:
    columns = len(head or rows[0])
    twips = [TEXT_WIDTH * width // 100 for width in widths or [100 // columns] * columns]
    lines = [_row(head, twips, numbers, bold=True, is_head=True)] if head else []
    lines += [_row(row, twips, numbers, bold=number in strong) for number, row in enumerate(rows)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    layout = f'<w:tblStyle w:val="Grid"/><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    # Word joins tables that nothing stands between.
    return f"<w:tbl><w:tblPr>{layout}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl><w:p/>"


def _row(
    cells: Sequence[str], twips: Sequence[int], numbers: Sequence[int], *, bold: bool, is_head: bool = False
) -> str:
    known = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{twips[number]}" w:type="dxa"/></w:tcPr>'
        f"{_paragraph(cell, bold=bold, right=number in numbers)}</w:tc>"
        for number, cell in enumerate(cells)
    )
    repeat = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{known}</w:tr>"


def _styles() -> str:
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="{code}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f'<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/>'
        f"{_outline(level)}</w:pPr>"
        f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
        for code, name, size, level in STYLES
    )
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="999999"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="21"/><w:lang w:val="id-ID"/>'
        '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="80"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        f"{headings}"
        '<w:style w:type="paragraph" w:styleId="ListItem"><w:name w:val="List Item"/><w:basedOn w:val="Normal"/>'
        '<w:pPr><w:tabs><w:tab w:val="left" w:pos="284"/></w:tabs><w:ind w:left="284" w:hanging="284"/></w:pPr>'
        "</w:style>"
        '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr>'
        f"<w:tblBorders>{sides}</w:tblBorders></w:tblPr></w:style></w:styles>"
    )


def _outline(level: int) -> str:
    """Put a heading into Word's outline; the title (0) is not in it."""
    return f'<w:outlineLvl w:val="{level - 1}"/>' if level else ""


def _footer(data: Mapping[str, Any], frozen_at: datetime) -> str:
    said = f"{data['government']} · {_('data as of')} {when(frozen_at)}\t"
    page = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    tab = f'<w:pPr><w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs></w:pPr>'
    return f'<w:ftr xmlns:w="{W}"><w:p>{tab}<w:r>{_text(said)}</w:r>{page}{end}</w:p></w:ftr>'


def _content_types() -> str:
    parts = {"document.xml": "document.main", "styles.xml": "styles", "footer1.xml": "footer"}
    named = "".join(
        f'<Override PartName="/word/{name}" ContentType="{DOCUMENT_TYPE}.{kind}+xml"/>' for name, kind in parts.items()
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}</Types>'
    )


def _relations(*found: tuple[str, str]) -> str:
    named = "".join(
        f'<Relationship Id="rId{number}" Type="{R}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(found, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{named}</Relationships>'
