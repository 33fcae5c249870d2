"""Virus checks: before a file is kept when the scanner answers, later through the work queue when it does not.

A file that waits is kept but not handed out; one that turned out harmful never is. What came in while no scanner was
named is handed out unchecked, and checked as soon as there is one.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common import clamav, files, work
from portal.common.clock import database_time
from portal.common.policy import Role
from portal.notices.services import notify, our_language
from portal.units.selectors import holders_at, holders_of
from scorecards.evidence.intake import Accepted, RefusedFile
from scorecards.evidence.models import CITY_KEEPERS, File, Revision

if TYPE_CHECKING:
    from portal.accounts.models import User

WORK = "scan-file"
UNSCANNED = "scan-unscanned"
AGAIN_AFTER = timedelta(minutes=2)
BATCH = 200
"""So many old files are checked a minute at most, so that certificates and new files do not wait behind them."""


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


def scan_unscanned(_day: str) -> None:
    """Ask for a check of every file that was never checked; while no scanner is named there is nothing to ask for."""
    if not clamav.is_on():
        return
    waiting = File.objects.filter(scan__in=[File.Scan.OFF, File.Scan.PENDING])
    keys = list(waiting.order_by("-pk").values_list("pk", flat=True))
    now = database_time()
    for start in range(0, len(keys), BATCH):
        work.request_all(WORK, keys[start : start + BATCH], at=now + timedelta(minutes=start // BATCH))


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
    """Write down what was found, and tell of a harmful file those who uploaded it and the people of its owner."""
    state = File.Scan.CLEAN if verdict.is_clean else File.Scan.INFECTED
    File.objects.filter(pk=file.pk).update(scan=state, scanned_at=Now(), finding=verdict.signature[:200])
    if verdict.is_clean:
        return
    for revision in Revision.objects.filter(file=file).select_related("created_by", "document"):
        with our_language():
            notify(
                kind="infected",
                recipients=[revision.created_by, *_keepers(file)],
                title=_("Virus found in “%(title)s”") % {"title": revision.document.title},
                reason=_("Nobody can open it, and it proves nothing any more. Upload a clean file as a new revision."),
                url=reverse("evidence:view", args=[revision.pk]),
                key=f"infected:{revision.pk}",
            )


def _keepers(file: File) -> "list[User]":
    """Return who looks after the owner's documents today; the one who uploaded it may have left long ago."""
    if file.unit_id is None:
        return holders_of(file.government_id, CITY_KEEPERS)
    return [user for _unit, _role, user in holders_at([file.unit_id], [Role.OPERATOR, Role.HEAD])]
