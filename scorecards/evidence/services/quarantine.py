"""Virus checks: before a file is kept when the scanner answers, later through the work queue when it does not.

A file that waits is kept but not handed out; one that turned out harmful never is.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common import clamav, files, work
from portal.notices.services import notify, our_language
from scorecards.evidence.intake import Accepted, RefusedFile
from scorecards.evidence.models import File, Revision

WORK = "scan-file"
AGAIN_AFTER = timedelta(minutes=2)


def scan_new(accepted: Accepted) -> str:
    """Return the state in which a new file is kept; RefusedFile when it is harmful, so that nothing of it is."""
    if not clamav.is_on():
        return File.Scan.OFF
    try:
        verdict = clamav.scan(accepted.chunks())
    except clamav.ScannerUnavailable:
        return File.Scan.PENDING
    if not verdict.is_clean:
        raise RefusedFile(
            "infected",
            _(
                "The virus check found %(name)s in this file; it was not kept. Have the computer checked that it"
                " comes from, then upload a clean file."
            )
            % {"name": verdict.signature},
        )
    return File.Scan.CLEAN


def follow_up(file: File, scan: str) -> None:
    """Let a file that was known before take over what is known now, and ask for the check that is still missing."""
    if scan == File.Scan.CLEAN and file.scan != File.Scan.CLEAN:
        File.objects.filter(pk=file.pk).update(scan=File.Scan.CLEAN, scanned_at=Now(), finding="")
    elif file.scan == File.Scan.PENDING:
        work.request(WORK, file.pk)


def scan_stored(file_id: int) -> None:
    """Check a stored file; safe to run twice. While the scanner is away the file waits, however long that is."""
    file = File.objects.get(pk=file_id)
    if file.scan == File.Scan.INFECTED or not clamav.is_on():
        return
    try:
        verdict = clamav.scan([files.read(file.sha256)])
    except clamav.ScannerUnavailable as error:
        raise work.Later(timezone.now() + AGAIN_AFTER) from error
    _record(file, verdict)


@transaction.atomic
def _record(file: File, verdict: clamav.Verdict) -> None:
    """Write down what was found, and tell whoever uploaded a harmful file."""
    state = File.Scan.CLEAN if verdict.is_clean else File.Scan.INFECTED
    File.objects.filter(pk=file.pk).update(scan=state, scanned_at=Now(), finding=verdict.signature[:200])
    if verdict.is_clean:
        return
    for revision in Revision.objects.filter(file=file).select_related("created_by", "document"):
        with our_language():
            notify(
                kind="infected",
                recipients=[revision.created_by],
                title=_("Virus found in “%(title)s”") % {"title": revision.document.title},
                reason=_("Nobody can open it, and it proves nothing any more. Upload a clean file as a new revision."),
                url=reverse("evidence:view", args=[revision.pk]),
                key=f"infected:{revision.pk}",
            )
