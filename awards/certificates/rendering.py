"""From what a certificate says to its PDF; the same data and design always give the same bytes."""

import json
from datetime import datetime

from django.template import engines

from awards.certificates.designs import Design
from awards.domain.certificate import CertificateData, indonesian_date
from awards.domain.credentials import credential
from portal.common.pdf import Attachment, render_pdf
from portal.common.qr import qr_code

CREDENTIAL_NAME = "piagam.json"
RECIPIENT_SIZES = ((34, "xl"), (46, "l"), (120, "m"))
DENSE_ABOVE = 330
TITLE_SIZES = ((68, "l"),)


def certificate_pdf(data: CertificateData, design: Design, *, frozen_at: datetime, preview: bool = False) -> bytes:
    """Render one certificate; a preview carries a mark in place of the QR, and no credential."""
    page = (
        engines["django"]
        .from_string(design.page)
        .render(
            {
                "data": data,
                "year": str(data.year),  # as a number it would be printed as 2.024
                "preview": preview,
                "qr": qr_code(data.sealed_url, level="l" if data.seal else "m"),
                "shown_url": data.verification_url.split("://", 1)[-1].rstrip("/"),
                "decision_date": indonesian_date(data.decision_date),
                "is_dense": is_dense(data),
                "recipient_size": _size(data.recipient, RECIPIENT_SIZES),
                "title_size": _size(f"{data.title} {data.category}", TITLE_SIZES),
            }
        )
    )
    return render_pdf(
        page,
        identifier=f"{data.public_id}/{data.revision}".encode(),
        created=frozen_at,
        assets=design.assets,
        attachments=() if preview else (_credential(data),),
    )


def is_dense(data: CertificateData) -> bool:
    """Return whether there is so much text that all of it is set small."""
    return len(f"{data.recipient} {data.citation} {data.work}") > DENSE_ABOVE


def is_small(data: CertificateData) -> bool:
    """Return whether the name takes the smallest size."""
    return _size(data.recipient, RECIPIENT_SIZES) == "s"


def _credential(data: CertificateData) -> Attachment:
    content = json.dumps(credential(data), ensure_ascii=False, sort_keys=True, indent=1).encode()
    proof = "bersegel digital" if data.seal else "tanpa tanda tangan"
    return Attachment(
        CREDENTIAL_NAME, content, f"Isi piagam sebagai Open Badges 3.0, {proof}", is_plain=bool(data.seal)
    )


def _size(text: str, steps: tuple[tuple[int, str], ...]) -> str:
    """Return the first size whose limit the text keeps, else the smallest."""
    return next((size for limit, size in steps if len(text) <= limit), "s")
