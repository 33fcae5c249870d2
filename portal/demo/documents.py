"""Small real PDFs of several pages, each with a text of its own, that say on every page that they are samples."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from html import escape

from portal.common.pdf import render_pdf

STYLE = """
@page { size: A4; margin: 25mm 22mm;
  @top-right { content: "DATA CONTOH"; font: 700 10pt sans-serif; color: #9a3412 }
  @bottom-center { content: "Halaman " counter(page) " dari " counter(pages); font: 9pt sans-serif; color: #555 } }
body { font: 11pt/1.5 sans-serif; color: #1c2326 }
h1 { font-size: 20pt; line-height: 1.25; margin: 60mm 0 6mm }
h2 { font-size: 14pt; break-before: page }
table { border-collapse: collapse; width: 100% } td, th { border: 0.5pt solid #999; padding: 2mm; text-align: left }
"""


@dataclass(frozen=True)
class Chapter:
    """One page: its heading, a paragraph, and rows of a table (indicator, target, realisation)."""

    heading: str
    text: str
    rows: tuple[tuple[str, str, str], ...] = ()


def make_pdf(title: str, owner: str, chapters: tuple[Chapter, ...]) -> bytes:
    """Return a PDF with a title page and a page for each chapter; equal input gives equal bytes."""
    body = "".join(_chapter(chapter) for chapter in chapters)
    page = (
        f'<!doctype html><html lang="id"><head><title>{escape(title)}</title><style>{STYLE}</style></head><body>'
        f"<h1>{escape(title)}</h1><p>{escape(owner)}</p>"
        f"<p>Dokumen ini dibuat untuk mencoba portal. Isinya bukan data yang sebenarnya.</p>{body}</body></html>"
    )
    identifier = sha256(page.encode()).digest()[:16]
    return render_pdf(page, identifier=identifier, created=datetime(2025, 1, 2, tzinfo=UTC))


def _chapter(chapter: Chapter) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in chapter.rows)
    table = f"<table><tr><th>Indikator</th><th>Target</th><th>Realisasi</th></tr>{rows}</table>" if rows else ""
    return f"<h2>{escape(chapter.heading)}</h2><p>{escape(chapter.text)}</p>{table}"
