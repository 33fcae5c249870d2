"""Linking documents to entries, at their pages."""

from typing import TYPE_CHECKING

from django.db import transaction

from scorecards.entries import turns
from scorecards.entries.models import Entry, EvidenceLink, Receipt
from scorecards.entries.services import locks, states
from scorecards.entries.services.errors import BadPages, EntryClosed, RevisionNotUsable
from scorecards.evidence.models import GrantUse, Revision
from scorecards.evidence.selectors import is_usable_by
from scorecards.evidence.services import log_use

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
    if revision.document.unit_id not in (None, unit_id):
        log_use(document_id=revision.document_id, by=by, what=GrantUse.What.ATTACHED)
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


@transaction.atomic
def move_links(*, document_id: int, by: "User") -> int:
    """Let the entries that `by` may change now be proven by the newest revision of a document; return how many.

    What lies with somebody else keeps the revision that they have seen. Pages beyond the new end are forgotten.
    """
    newest = Revision.objects.filter(document=document_id).select_related("file").order_by("-number")[0]
    entries = Entry.objects.visible_to(by)
    links = EvidenceLink.objects.filter(revision__document=document_id, entry__in=entries)
    moved = 0
    rows = links.exclude(revision=newest).select_related("revision__document")
    for link in rows.order_by("entry__scorecard", "pk"):
        try:
            _require_own(link, by)
        except (EntryClosed, RevisionNotUsable):
            continue
        _move(link, newest)
        moved += 1
    return moved


def _move(link: EvidenceLink, newest: Revision) -> None:
    if EvidenceLink.objects.filter(entry=link.entry_id, revision=newest).exists():
        link.delete()
        return
    last = link.page_to or link.page_from
    if newest.file.pages is None or (last and last > newest.file.pages):
        link.page_from = link.page_to = None
    link.revision = newest
    link.save(update_fields=["revision", "page_from", "page_to"])


def _require_own(link: EvidenceLink, by: "User") -> Entry:
    """Return the deciding entry if it is the turn of the unit for which `by` acts, and the link that unit's."""
    _entry, deciding = locks.unit_turn(link.entry_id, by)
    acting = turns.acting_unit_id(by, deciding)
    if acting != deciding.owner_id and link.revision.document.unit_id != acting:
        raise RevisionNotUsable
    return deciding


def _usable(revision_id: int, entry: Entry, unit_id: int | None) -> Revision:
    """Return the revision if the unit that acts, or its city, owns it, or if it was granted to that unit."""
    revision = Revision.objects.select_related("document", "file").filter(pk=revision_id).first()
    if revision is None or revision.document.government_id != entry.scorecard.government_id:
        raise RevisionNotUsable
    if not is_usable_by(unit_id, revision.document):
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
