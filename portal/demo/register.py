"""What makes the register of evidence alive: kinds, a picture, an expiry, a web address, and a request of a unit."""

from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from portal.accounts.models import User
from portal.units.models import Unit
from scorecards.evidence.document_kinds import DocumentKind
from scorecards.evidence.models import Document, Revision
from scorecards.evidence.services import Facts, add_document, add_link, ask, describe

INTERNAL = Document.Confidentiality.INTERNAL


def fill(unit: Unit, neighbour: Unit, operator: User, colleague: User, year: int) -> None:
    """Add to a unit's register, and let a neighbour ask for one of its documents."""
    _picture(unit, f"Tangkapan layar publikasi kinerja {unit.short_name}", operator)
    sop = _picture(unit, f"SOP pengumpulan data kinerja {unit.short_name}", operator, kind=DocumentKind.PROCEDURE)
    _expire(sop)
    facts = Facts(f"Laman PPID {unit.short_name}", DocumentKind.SCREENSHOT, None, None, None, INTERNAL)
    add_link(government=unit.government, unit=unit, url="https://contoh.example/ppid", facts=facts, by=operator)
    ask(
        asker=neighbour,
        owner=unit,
        words=f"Laporan Kinerja (LKjIP) {year - 1}, sebagai pembanding untuk subkomponen 3.b.",
        by=colleague,
    )


def _picture(unit: Unit, title: str, by: User, *, kind: str = DocumentKind.SCREENSHOT) -> Revision:
    """Register a picture that says on its face that it is made up."""
    canvas = Image.new("RGB", (1200, 700), "#f4f6f7")
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 0, 1200, 90), fill="#14575b")
    pen.text((40, 30), "DATA CONTOH", fill="white", font_size=30)
    pen.text((40, 160), title, fill="#1c2326", font_size=36)
    for row in range(6):
        pen.rectangle((40, 260 + row * 60, 40 + 180 * (row + 1), 296 + row * 60), fill="#9cc3c5")
    stream = BytesIO()
    canvas.save(stream, "PNG")
    return add_document(
        government=unit.government,
        unit=unit,
        title=title,
        covers_from=None,
        covers_to=None,
        upload=ContentFile(stream.getvalue()),
        file_name=f"{title}.png",
        by=by,
        kind=kind,
    )


def _expire(revision: Revision) -> None:
    """Let a document end within the month."""
    document = revision.document
    facts = Facts(
        title=document.title,
        kind=document.kind,
        covers_from=document.covers_from,
        covers_to=document.covers_to,
        expires_on=timezone.localdate() + timedelta(days=18),
        confidentiality=document.confidentiality,
    )
    describe(document_id=document.pk, facts=facts)
