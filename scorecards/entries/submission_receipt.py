"""The receipt of a submission: its frozen content as a PDF, made by a worker and kept in the file store.

The same content gives the same bytes. A withdrawal makes another file, which says so above the same content.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.timezone import localtime

from portal.common import files, work
from portal.common.pdf import Attachment, font, render_pdf
from portal.common.policy import Role
from portal.notices.services import our_language
from scorecards.domain.canonical import canonical_json, sha256_of
from scorecards.entries.models import Submission
from scorecards.entries.receipts import moment

if TYPE_CHECKING:
    from collections.abc import Mapping

KIND = "submission-receipt"
CONTENT_NAME = "pengajuan.json"
FONTS = ("source-sans-3-latin-400.woff2", "source-sans-3-latin-600.woff2")


def make(key: str) -> None:
    """Handle the work of that kind, outside any transaction; twice is harmless."""
    submission = _read(int(key))
    if submission is None or not submission.content:
        return
    keep(submission, receipt_pdf(submission))


def keep(submission: Submission, pdf: bytes) -> None:
    """Store a receipt, unless a withdrawal that came meanwhile has asked for another."""
    stored = files.put([pdf])
    as_read = Submission.objects.filter(pk=submission.pk, withdrawal=submission.withdrawn)
    as_read.update(receipt_sha256=stored.sha256)


def stored_pdf(submission: Submission) -> bytes | None:
    """Return the receipt; None while it is being made, which is asked for anew when its file is lost."""
    if submission.receipt_sha256:
        try:
            return files.read(submission.receipt_sha256)
        except (OSError, files.CorruptFile):
            work.request(KIND, submission.pk)
    return None


def receipt_pdf(submission: Submission) -> bytes:
    """Render the receipt in the installation's language, with the content's own bytes attached."""
    content = submission.content
    state = "/withdrawn" if submission.withdrawn else ""
    with our_language():
        page = render_to_string("entries/submission_receipt.html", _context(submission))
    return render_pdf(
        page,
        identifier=f"{submission.pk}/{sha256_of(content)}{state}".encode(),
        created=submission.submitted_at,
        assets={name: font(name) for name in FONTS},
        attachments=[Attachment(CONTENT_NAME, canonical_json(content).encode(), CONTENT_NAME)],
    )


def _context(submission: Submission) -> "Mapping[str, Any]":
    content, taken = submission.content, submission.withdrawn
    sha256 = sha256_of(content)
    proofs = [proof for entry in content["entries"] for proof in entry["evidence"]]
    return {
        "content": content,
        "role": Role(content["submitted_by"]["role"]).label,
        "at": _with_zone(datetime.fromisoformat(content["submitted_at"])),
        "sha256": sha256,
        "short_hash": sha256[:16],
        "content_name": CONTENT_NAME,
        "files": len({proof["sha256"] for proof in proofs}),
        "withdrawn": taken,
        "withdrawn_at": _with_zone(taken.withdrawn_at) if taken else "",
    }


def _with_zone(at: datetime) -> str:
    """Return a moment with its seconds and the name of the server's zone: 9 Januari 2025 14.05.09 WIB."""
    return f"{moment(at)} {localtime(at):%Z}"


def _read(pk: int) -> Submission | None:
    return Submission.objects.select_related("submitted_by", "withdrawal__withdrawn_by").filter(pk=pk).first()
