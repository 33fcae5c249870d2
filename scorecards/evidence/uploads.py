"""Resumable uploads: announced with size and hash, sent in pieces, checked when they are whole.

The bytes of a piece are received before, and outside, any transaction. A lock is held only while the offset is
compared, the piece is put on the disk and the offset is raised.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.core.files.base import File as DjangoFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common import work
from portal.common.clock import database_time
from portal.units.models import Government, Unit
from scorecards.evidence import parts
from scorecards.evidence.intake import RefusedFile, clean_name, kind_of_name
from scorecards.evidence.models import File, Revision, Upload
from scorecards.evidence.services import add_document

if TYPE_CHECKING:
    from portal.accounts.models import User

EXPIRY = "upload-expiry"
MIB = 1024 * 1024


class UploadError(Exception):
    """Base of the refusals here; str() is for people."""


class QuotaReached(UploadError):  # the name says what happened
    """Too much is on the way already."""


class WrongOffset(UploadError):
    """The piece does not begin where the last one ended; `offset` is where."""

    def __init__(self, offset: int) -> None:
        """Keep the offset that holds."""
        super().__init__(str(offset))
        self.offset = offset


class TooMuch(UploadError):  # the name says what happened
    """More bytes than were declared."""


class NotOpen(UploadError):  # the name says the state
    """The upload takes no more bytes."""


class NotWhole(UploadError):  # the name says the state
    """Bytes are still missing."""


class WrongBytes(UploadError):  # the name says what arrived
    """What arrived is not what was announced; the upload begins anew."""


def begin(
    *,
    government: Government,
    unit: Unit | None,
    purpose: str,
    file_name: str,
    size: int,
    sha256: str,
    by: "User",
) -> Upload:
    """Announce a file; call it inside a transaction. Raises RefusedFile or QuotaReached.

    Work of the kind `purpose` takes the whole file in; its handler is called with the upload's key.
    """
    name = clean_name(file_name)
    kind_of_name(name)
    _require_size(size)
    _require_quota(unit, size, by)
    now = database_time()
    expires_at = now + timedelta(days=settings.UPLOAD_KEEP_DAYS)
    upload = Upload.objects.create(
        government=government,
        unit=unit,
        created_by=by,
        purpose=purpose,
        file_name=name,
        size=size,
        sha256=sha256,
        begun_at=now,
        expires_at=expires_at,
    )
    work.request(EXPIRY, upload.key, at=expires_at)
    return upload


@transaction.atomic
def append(*, key: uuid.UUID, offset: int, piece: IO[bytes], size: int) -> Upload:
    """Add a piece that was received whole; the last one asks for the file to be taken in.

    Raises WrongOffset, TooMuch or NotOpen, and then nothing has changed.
    """
    upload = Upload.objects.select_for_update().get(key=key)
    if upload.state != Upload.State.OPEN:
        raise NotOpen
    if upload.offset != offset:
        raise WrongOffset(upload.offset)
    if offset + size > upload.size:
        raise TooMuch
    if size:
        parts.write(key, offset, piece)
        upload.offset += size
        if upload.is_whole:
            upload.whole_at = database_time()
            work.request(upload.purpose, key)
        upload.save(update_fields=["offset", "whole_at"])
    return upload


@transaction.atomic
def cancel(*, key: uuid.UUID) -> None:
    """End an upload that is on its way; what had arrived is removed."""
    if Upload.objects.filter(key=key, state=Upload.State.OPEN).update(state=Upload.State.DROPPED):
        transaction.on_commit(lambda: parts.remove(key))


def take_in(*, upload: Upload, title: str, kind: str, covers_from: date | None, covers_to: date | None) -> Revision:
    """Compare whole bytes with what was announced and put them into the register; safe to call twice.

    Raises NotWhole, WrongBytes (the upload waits for the right ones), or RefusedFile (it is over).
    No transaction is open while the bytes are looked at.
    """
    if upload.revision is not None:
        return upload.revision
    if not upload.is_whole:
        raise NotWhole
    if parts.sha256_of(upload.key) != upload.sha256:
        revision = _begin_anew(upload)
        if revision is not None:  # another process took it in this very moment
            return revision
        raise WrongBytes(
            _("The bytes that arrived are not those of the file that was announced. Send that file again.")
        )
    try:
        with _whole(upload) as stream:
            revision = add_document(
                government=upload.government,
                unit=upload.unit,
                title=title,
                kind=kind,
                covers_from=covers_from,
                covers_to=covers_to,
                upload=stream,
                file_name=upload.file_name,
                by=upload.created_by,
            )
    except RefusedFile as refusal:
        refuse(upload=upload, reason=str(refusal))
        raise
    close(upload=upload, revision=revision)
    return revision


def close(*, upload: Upload, revision: Revision) -> None:
    """Note what a whole upload became; its own bytes are no longer needed."""
    rows = Upload.objects.filter(pk=upload.pk, state=Upload.State.OPEN)
    rows.update(state=Upload.State.STORED, revision=revision)
    upload.refresh_from_db()
    parts.remove(upload.key)


def refuse(*, upload: Upload, reason: str) -> None:
    """End an upload with a reason that its sender reads."""
    rows = Upload.objects.filter(pk=upload.pk, state=Upload.State.OPEN)
    rows.update(state=Upload.State.REFUSED, reason=reason)
    upload.refresh_from_db()
    parts.remove(upload.key)


def held(unit: Unit | None, sha256: str) -> Revision | None:
    """Return the newest document with these bytes in a unit's own register, so that they need not be sent again."""
    file = File.objects.filter(unit=unit, sha256=sha256).first() if unit else None
    return file.revisions.order_by("-pk").first() if file else None


def expire(key: str) -> None:
    """Handle the work of that kind: remove an upload that nobody finished."""
    upload = Upload.objects.filter(key=key, state=Upload.State.OPEN).first()
    if upload is None:
        return
    if database_time() < upload.expires_at:
        raise work.Later(upload.expires_at)
    if upload.is_whole:  # it waits for us, not for its sender
        work.request(upload.purpose, key)
        return
    refuse(upload=upload, reason=_("It was not finished in %(days)s days.") % {"days": settings.UPLOAD_KEEP_DAYS})


def _begin_anew(upload: Upload) -> Revision | None:
    """Let the upload wait for its first byte; if it was taken in meanwhile, return what it became."""
    rows = Upload.objects.filter(pk=upload.pk, state=Upload.State.OPEN)
    rows.update(offset=0, whole_at=None)
    upload.refresh_from_db()
    return upload.revision


@contextmanager
def _whole(upload: Upload) -> "Iterator[DjangoFile[bytes]]":
    with parts.path_of(upload.key).open("rb") as stream:
        yield DjangoFile(stream, name=upload.file_name)


def _require_size(size: int) -> None:
    if not size:
        raise RefusedFile("empty", _("The file is empty. Choose it again, or save it anew."))
    if size > settings.UPLOAD_MAX_BYTES:
        raise RefusedFile(
            "too-big",
            _("The file is larger than %(limit)s MB. Split it or save it with smaller pictures, then try again.")
            % {"limit": settings.UPLOAD_MAX_BYTES // MIB},
        )


def _require_quota(unit: Unit | None, size: int, by: "User") -> None:
    on_the_way = Upload.objects.filter(state=Upload.State.OPEN, expires_at__gt=timezone.now())
    if on_the_way.filter(created_by=by).count() >= settings.UPLOAD_OPEN_FILES:
        raise QuotaReached(
            _("You have %(count)s unfinished uploads. Finish or cancel some first.")
            % {"count": settings.UPLOAD_OPEN_FILES}
        )
    total = on_the_way.filter(unit=unit).aggregate(total=Sum("size"))["total"] or 0
    if total + size > settings.UPLOAD_OPEN_BYTES:
        raise QuotaReached(
            _("Your unit has too many unfinished uploads. Wait until they are done, or cancel some, then try again.")
        )
