"""Putting documents into the register, following them up, and saying what they are."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db import transaction

from portal.common import files
from portal.units.models import Government, Unit
from scorecards.evidence import intake
from scorecards.evidence.document_kinds import kind_of_title
from scorecards.evidence.models import Document, File, Revision
from scorecards.evidence.services import quarantine
from scorecards.evidence.services.facts import Facts

if TYPE_CHECKING:
    from django.core.files.base import File as Upload

    from portal.accounts.models import User


class _Kept(NamedTuple):
    """A file that was accepted and stored."""

    sha256: str
    size: int
    media_type: str
    pages: int | None
    preview_sha256: str
    scan: str


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
    kind: str = "",
    expires_on: date | None = None,
    confidentiality: str = Document.Confidentiality.INTERNAL,
) -> Revision:
    """Put a file into the register of a unit (or the city's own) and return its first revision.

    Bytes that the unit already holds make no second document: the revision that holds them is returned, so compare
    its `created_by` and title before claiming that something is new. RefusedFile when the file is not accepted.
    Without a kind the title decides. No transaction is open while the file is looked at and stored.
    """
    kept = _keep(upload, file_name)
    with transaction.atomic():
        file, is_new = _file(government, unit, kept)
        known = None if is_new else _latest_revision(government, file)
        if known is not None:
            return known
        document = Document.objects.create(
            government=government,
            unit=unit,
            title=title.strip(),
            kind=kind or kind_of_title(title),
            covers_from=covers_from,
            covers_to=covers_to,
            expires_on=expires_on,
            confidentiality=confidentiality,
            created_by=by,
        )
        name = intake.clean_name(file_name)
        return Revision.objects.create(document=document, number=1, file=file, file_name=name, created_by=by)


def add_revision(*, document_id: int, upload: "Upload[bytes]", file_name: str, by: "User") -> Revision:
    """Follow a document up by a new file; what is linked to an older revision stays so.

    The bytes of the newest revision make no other: that revision is returned. RefusedFile as in `add_document`.
    """
    kept = _keep(upload, file_name)
    with transaction.atomic():
        document = (
            Document.objects.select_for_update(of=("self",)).select_related("government", "unit").get(pk=document_id)
        )
        file, _is_new = _file(document.government, document.unit, kept)
        newest = document.revisions.order_by("-number").first()
        if newest is not None and newest.file_id == file.pk:
            return newest
        return Revision.objects.create(
            document=document,
            number=newest.number + 1 if newest else 1,
            file=file,
            file_name=intake.clean_name(file_name),
            created_by=by,
        )


@transaction.atomic
def describe(*, document_id: int, facts: Facts) -> Document:
    """Say anew what a document is: title, kind, period, expiry, and who may see it."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    document.title = facts.title.strip()
    document.kind = facts.kind
    document.covers_from, document.covers_to = facts.covers_from, facts.covers_to
    document.expires_on = facts.expires_on
    document.confidentiality = facts.confidentiality
    document.save(update_fields=["title", "kind", "covers_from", "covers_to", "expires_on", "confidentiality"])
    return document


def _keep(upload: "Upload[bytes]", file_name: str) -> _Kept:
    """Look at a file and store its bytes."""
    with intake.accept(upload, file_name=file_name, most_bytes=settings.UPLOAD_MAX_BYTES) as accepted:
        scan = quarantine.scan_new(accepted)
        stored = files.put(accepted.chunks())
        preview = files.put(accepted.preview_chunks()).sha256 if accepted.preview else ""
        return _Kept(stored.sha256, stored.size, accepted.media_type, accepted.pages, preview, scan)


def _file(government: Government, unit: Unit | None, kept: _Kept) -> tuple[File, bool]:
    """Return the row of stored bytes, known once inside a unit; and whether it is new."""
    file, is_new = File.objects.get_or_create(
        government=government,
        unit=unit,
        sha256=kept.sha256,
        defaults={
            "size": kept.size,
            "media_type": kept.media_type,
            "pages": kept.pages,
            "preview_sha256": kept.preview_sha256,
            "scan": kept.scan,
        },
    )
    quarantine.follow_up(file, kept.scan)
    return file, is_new


def _latest_revision(government: Government, file: File) -> Revision | None:
    return file.revisions.filter(document__government=government).order_by("-pk").first()
