"""Linking documents to entries, at their pages."""

from typing import TYPE_CHECKING

from django.db import transaction

from scorecards.entries import turns
from scorecards.entries.models import Entry, EvidenceLink, Receipt
from scorecards.entries.services import locks, states
from scorecards.entries.services.errors import BadPages, RevisionNotUsable
from scorecards.evidence.models import Revision

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def attach(
    *,
    entry_id: int,
    revision_id: int,
    page_from: int | None,
    page_to: int | None,
    note: str = "",
    by: "User",
    receipt: Receipt | None = None,
) -> EvidenceLink:
    """Let a document of the unit's register (or of the city's) prove an entry.

    With a `receipt` of that entry it may be after the window's end: the file was announced in time.
    Attaching it again changes nothing but the pages, if any are given. Raises EntryClosed, RevisionNotUsable, BadPages.
    """
    entry, deciding = locks.promised_turn(receipt) if receipt else locks.unit_turn(entry_id, by)
    unit_id = receipt.upload.unit_id if receipt else turns.acting_unit_id(by, deciding)
    revision = _usable(revision_id, entry, unit_id)
    _require_pages(revision, page_from, page_to)
    link, is_new = EvidenceLink.objects.get_or_create(
        entry=entry,
        revision=revision,
        defaults={"page_from": page_from, "page_to": page_to, "note": note, "created_by": by},
    )
    if not is_new and page_from is not None:
        link.page_from, link.page_to = page_from, page_to
        link.save(update_fields=["page_from", "page_to"])
    locks.begin_draft(entry, *([] if deciding == entry else [deciding]))
    states.settle([deciding.pk])
    return link


@transaction.atomic
def detach(*, link_id: int, by: "User") -> EvidenceLink:
    """Take a document away from an entry and return the link as it was; attaching it again undoes this.

    A unit that contributes takes away only what is its own.
    """
    link = EvidenceLink.objects.select_related("revision__document", "revision__file").get(pk=link_id)
    deciding = _require_own(link, by)
    link.delete()
    states.settle([deciding.pk])
    return link


@transaction.atomic
def set_pages(*, link_id: int, page_from: int | None, page_to: int | None, by: "User") -> EvidenceLink:
    """Say at which pages of the document the proof stands; None for the whole document."""
    link = EvidenceLink.objects.select_related("revision__document", "revision__file").get(pk=link_id)
    _require_own(link, by)
    _require_pages(link.revision, page_from, page_to)
    link.page_from, link.page_to = page_from, page_to
    link.save(update_fields=["page_from", "page_to"])
    return link


def _require_own(link: EvidenceLink, by: "User") -> Entry:
    """Return the deciding entry if it is the turn of the unit for which `by` acts, and the link that unit's."""
    _entry, deciding = locks.unit_turn(link.entry_id, by)
    acting = turns.acting_unit_id(by, deciding)
    if acting != deciding.owner_id and link.revision.document.unit_id != acting:
        raise RevisionNotUsable
    return deciding


def _usable(revision_id: int, entry: Entry, unit_id: int | None) -> Revision:
    """Return the revision if the unit that acts, or its city, owns it."""
    revision = Revision.objects.select_related("document", "file").filter(pk=revision_id).first()
    if revision is None or revision.document.government_id != entry.scorecard.government_id:
        raise RevisionNotUsable
    if revision.document.unit_id not in (None, unit_id):
        raise RevisionNotUsable
    return revision


def _require_pages(revision: Revision, page_from: int | None, page_to: int | None) -> None:
    pages = revision.file.pages
    if page_from is None:
        if page_to is not None:
            raise BadPages(pages)
        return
    last = page_from if page_to is None else page_to
    if not 1 <= page_from <= last or (pages is not None and last > pages):
        raise BadPages(pages)
