"""The workshop: a workbook becomes a draft, one person proposes it, another publishes exactly what was proposed.

Whoever proposes or publishes names the hash of what they looked at; when another workbook came in between, nothing
happens. What is published goes through `load`, the only writer of editions.
"""

import json
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from portal.common import files
from portal.common.clock import database_time
from scorecards.domain.golden import failures
from scorecards.editions.models import Edition, EditionDraft
from scorecards.editions.selectors import rules_before
from scorecards.editions.services.loading import EditionRefused, load
from scorecards.instruments.reader import Source, source_of
from scorecards.instruments.workbook import read_workbook

if TYPE_CHECKING:
    from portal.accounts.models import User

LONGEST_CODE, LONGEST_INSTRUMENT, LONGEST_TITLE, LONGEST_NAME = 60, 120, 200, 200


class WorkshopRefused(Exception):  # the name says what happened
    """Nothing was changed; str() is for people."""


class AlreadyPublished(WorkshopRefused):
    """There is a published edition of that code."""

    def __init__(self, code: str) -> None:
        """Say what to do instead."""
        super().__init__(
            _("%(code)s is published and never changes. Give your edition another code, with its own year.")
            % {"code": code}
        )


class TooLong(WorkshopRefused):
    """Code, title or instrument are longer than lists can show."""

    def __init__(self) -> None:
        """Say how long they may be."""
        super().__init__(
            _("On the sheet Edisi the code may have 60 letters, the instrument 120, and the title 200. Shorten them.")
        )


class DraftChanged(WorkshopRefused):
    """Another workbook came in since the person looked."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(_("Another workbook was uploaded meanwhile. Look at the draft again before you go on."))


class NotNow(WorkshopRefused):
    """The draft is no longer where this could be done."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(_("The draft is in another state by now. Look at it again."))


class OwnProposal(WorkshopRefused):
    """Whoever proposes may not publish."""

    def __init__(self) -> None:
        """Say who may."""
        super().__init__(_("You proposed this draft yourself. Another administrator has to publish it."))


class CasesDiffer(WorkshopRefused):
    """A golden case does not come out."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(_("Golden cases do not come out. Mend rules or expectations, then upload the workbook again."))


class NotLoaded(WorkshopRefused):
    """The writer of editions refused."""

    def __init__(self, reason: str) -> None:
        """Say why."""
        super().__init__(_("The edition was not loaded: %(reason)s.") % {"reason": _(reason)})


def upload(*, content: bytes, file_name: str, by: "User") -> EditionDraft:
    """Read a workbook and keep it as the draft of its code; a draft that was proposed has to be proposed anew.

    Raises RefusedWorkbook, WorkbookErrors or WorkshopRefused, and then nothing is stored.
    """
    source = read_workbook(content, file_name, rules_before)
    rules = source.edition
    if len(rules.code) > LONGEST_CODE or len(rules.title) > LONGEST_TITLE or len(rules.instrument) > LONGEST_INSTRUMENT:
        raise TooLong
    workbook = files.put([content]).sha256
    values = _values(source, workbook, file_name, by)
    with transaction.atomic():
        draft, _is_new = EditionDraft.objects.open().select_for_update().get_or_create(code=rules.code, defaults=values)
        for key, value in {**values, "state": EditionDraft.State.DRAFT, "proposed_by": None}.items():
            setattr(draft, key, value)
        draft.proposed_at = None
        draft.save()
        _check_free(rules.code)  # by now a publication under way is over
    return draft


def _values(source: Source, workbook: str, file_name: str, by: "User") -> dict[str, object]:
    return {
        "title": source.edition.title,
        "document": source.canonical,
        "sha256": source.sha256,
        "workbook_sha256": workbook,
        "file_name": file_name[-LONGEST_NAME:],
        "uploaded_by": by,
        "uploaded_at": database_time(),
    }


@transaction.atomic
def propose(*, draft_id: int, sha256: str, by: "User") -> EditionDraft:
    """Ask for publication of exactly this document; its golden cases must come out."""
    draft = _locked(draft_id, sha256, EditionDraft.State.DRAFT)
    _check_free(draft.code)
    if failures(_source_of(draft).edition):
        raise CasesDiffer
    draft.state, draft.proposed_by, draft.proposed_at = EditionDraft.State.PROPOSED, by, database_time()
    draft.save()
    return draft


@transaction.atomic
def publish(*, draft_id: int, sha256: str, by: "User") -> Edition:
    """Publish what another person proposed, through the one writer of editions."""
    draft = _locked(draft_id, sha256, EditionDraft.State.PROPOSED)
    if draft.proposed_by_id == by.pk:
        raise OwnProposal
    _check_free(draft.code)
    try:
        load(source=_source_of(draft), publish=True)
    except EditionRefused as refusal:
        raise NotLoaded(refusal.reason) from refusal
    edition = Edition.objects.get(code=draft.code)
    draft.state, draft.edition = EditionDraft.State.PUBLISHED, edition
    draft.decided_by, draft.decided_at = by, database_time()
    draft.save()
    return edition


@transaction.atomic
def discard(*, draft_id: int, sha256: str, by: "User") -> EditionDraft:
    """Put a draft away; it stays on record, and its code is free for another."""
    draft = _locked(draft_id, sha256, *EditionDraft.OPEN)
    draft.state, draft.decided_by, draft.decided_at = EditionDraft.State.DISCARDED, by, database_time()
    draft.save()
    return draft


def _locked(draft_id: int, sha256: str, *states: EditionDraft.State) -> EditionDraft:
    draft = EditionDraft.objects.select_for_update().get(pk=draft_id)
    if draft.sha256 != sha256:
        raise DraftChanged
    if draft.state not in states:
        raise NotNow
    return draft


def _check_free(code: str) -> None:
    if Edition.objects.filter(code=code, status=Edition.Status.PUBLISHED).exists():
        raise AlreadyPublished(code)


def _source_of(draft: EditionDraft) -> Source:
    """Return the source that the canonical document holds; its hash is computed anew."""
    source = source_of(json.loads(draft.document))
    if source.sha256 != draft.sha256:
        raise DraftChanged
    return source
