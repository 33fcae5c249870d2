"""What people do with documents."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from portal.common import files
from portal.units.models import Government, Unit
from scorecards.evidence import intake
from scorecards.evidence.models import Document, File, Revision

if TYPE_CHECKING:
    from django.core.files.base import File as Upload

    from portal.accounts.models import User


def add_document(
    *,
    government: Government,
    unit: Unit | None,
    title: str,
    covers_from: date | None,
    covers_to: date | None,
    upload: "Upload[bytes]",
    file_name: str,
    by: "User",
) -> Revision:
    """Put a file into the register of a unit (or the city's own) and return its first revision.

    Bytes that the unit already holds make no second document: the revision that holds them is returned, so compare
    its `created_by` and title before claiming that something is new. RefusedFile when the file is not accepted.
    No transaction is open while the file is looked at and stored.
    """
    with intake.accept(upload, file_name=file_name, most_bytes=settings.UPLOAD_MAX_BYTES) as accepted:
        stored = files.put(accepted.chunks())
        preview = files.put(accepted.preview_chunks()).sha256 if accepted.preview else ""
    with transaction.atomic():
        file, is_new = File.objects.get_or_create(
            unit=unit,
            sha256=stored.sha256,
            defaults={
                "government": government,
                "size": stored.size,
                "media_type": accepted.media_type,
                "pages": accepted.pages,
                "preview_sha256": preview,
            },
        )
        known = None if is_new else _latest_revision(government, file)
        if known is not None:
            return known
        document = Document.objects.create(
            government=government,
            unit=unit,
            title=title.strip(),
            covers_from=covers_from,
            covers_to=covers_to,
            created_by=by,
        )
        name = intake.clean_name(file_name)
        return Revision.objects.create(document=document, number=1, file=file, file_name=name, created_by=by)


def _latest_revision(government: Government, file: File) -> Revision | None:
    return file.revisions.filter(document__government=government).order_by("-pk").first()
