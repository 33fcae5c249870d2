"""Files for an entry that arrive in pieces: announced in time with a receipt, attached when their bytes are whole."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.common.clock import database_time
from portal.units.models import Unit
from scorecards.entries import turns
from scorecards.entries.models import Entry, EvidenceLink, Mark, Receipt
from scorecards.entries.services import locks
from scorecards.entries.services.errors import EntryError, RevisionNotUsable, TooLate
from scorecards.entries.services.proofs import attach
from scorecards.evidence import uploads
from scorecards.evidence.intake import RefusedFile
from scorecards.evidence.models import Revision, Upload
from scorecards.evidence.naming import title_from
from scorecards.evidence.uploads import UploadError

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User

PURPOSE = "entry-file"


@dataclass(frozen=True)
class Announced:
    """What an announcement led to: a receipt, or, when the register holds these bytes already, the document at once."""

    receipt: Receipt | None = None
    link: EvidenceLink | None = None


@transaction.atomic
def announce(
    *,
    entry_id: int,
    file_name: str,
    size: int,
    sha256: str,
    title: str = "",
    kind: str = "",
    covers_from: date | None = None,
    covers_to: date | None = None,
    by: "User",
) -> Announced:
    """Register a file for an entry before its bytes are sent; the same file again while it is on its way is that one.

    Raises EntryClosed, RefusedFile or QuotaReached.
    """
    same = Receipt.objects.filter(entry=entry_id, upload__created_by=by, upload__state=Upload.State.OPEN)
    receipt = same.filter(upload__sha256=sha256, upload__size=size).select_related("upload").first()
    if receipt is not None:
        return Announced(receipt=receipt)
    entry, deciding = locks.unit_turn(entry_id, by)
    unit_id = turns.acting_unit_id(by, deciding)
    unit = Unit.objects.get(pk=unit_id) if unit_id else None
    known = uploads.held(unit, sha256)
    if known is not None and known.file.size == size:
        link = attach(entry_id=entry_id, revision_id=known.pk, page_from=None, page_to=None, by=by)
        return Announced(link=link)
    upload = uploads.begin(
        government=entry.scorecard.government,
        unit=unit,
        purpose=PURPOSE,
        file_name=file_name,
        size=size,
        sha256=sha256,
        by=by,
    )
    receipt = Receipt.objects.create(
        entry=entry,
        upload=upload,
        given_at=upload.begun_at,
        bytes_until=_bytes_until(entry, by, unit_id) or upload.begun_at,
        title=title.strip() or title_from(file_name),
        kind=kind,
        covers_from=covers_from,
        covers_to=covers_to,
    )
    return Announced(receipt=receipt)


def finish(*, receipt: Receipt) -> Revision:
    """Take a whole file into the register and attach it to its entry, once; safe to call twice.

    Raises TooLate, NotWhole, WrongBytes or RefusedFile; RevisionNotUsable when the register is as far as it came.
    """
    upload = receipt.upload
    if upload.state == Upload.State.REFUSED:
        raise TooLate(upload.reason)
    _require_in_time(receipt)
    revision = uploads.take_in(
        upload=upload,
        title=receipt.title,
        kind=receipt.kind,
        covers_from=receipt.covers_from,
        covers_to=receipt.covers_to,
    )
    try:
        _attach_once(receipt, revision)
    except RevisionNotUsable:
        words = _("The file is in the register of the unit that sent it, which no longer contributes here.")
        Upload.objects.filter(pk=upload.pk).update(reason=words)
        raise
    return revision


@transaction.atomic
def _attach_once(receipt: Receipt, revision: Revision) -> None:
    """Attach what was announced; who took it away again afterwards meant it."""
    now = database_time()
    if Receipt.objects.filter(pk=receipt.pk, attached_at__isnull=True).update(attached_at=now):
        attach(
            entry_id=receipt.entry_id,
            revision_id=revision.pk,
            page_from=None,
            page_to=None,
            by=receipt.upload.created_by,
            receipt=receipt,
        )


def take_in(key: str) -> None:
    """Handle the work of that kind; what is refused is told to the sender, and is no failed work."""
    receipt = Receipt.objects.select_related("upload__created_by", "upload__unit").filter(upload__key=key).first()
    if receipt is None or receipt.upload.state in {Upload.State.DROPPED, Upload.State.REFUSED}:
        return
    try:
        finish(receipt=receipt)
    except (EntryError, UploadError, RefusedFile):
        return


def last_moment(receipt: Receipt) -> "datetime":
    """Return until when the bytes may follow: as promised, or longer when the window was moved since."""
    moved = _bytes_until(receipt.entry, receipt.upload.created_by, receipt.upload.unit_id)
    return max(receipt.bytes_until, moved) if moved else receipt.bytes_until


def _bytes_until(entry: Entry, by: "User", unit_id: int | None) -> "datetime | None":
    window = turns.window_for(by, entry.scorecard, Mark.Party.UNIT, unit_id)
    return window.bytes_until if window else None


def _require_in_time(receipt: Receipt) -> None:
    upload = receipt.upload
    if upload.revision_id is not None:
        return
    arrived = upload.whole_at or database_time()
    until = last_moment(receipt)
    if arrived <= until:
        return
    words = _("Too late: announced %(given)s, the upload could be finished until %(until)s.") % {
        "given": date_format(timezone.localtime(receipt.given_at), "DATETIME_FORMAT"),
        "until": date_format(timezone.localtime(until), "DATETIME_FORMAT"),
    }
    uploads.refuse(upload=upload, reason=words)
    raise TooLate(words)
