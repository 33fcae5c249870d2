"""What the templates of a sub-component's page are given."""

from typing import Any

from django.conf import settings

from portal.common.http import SignedInRequest
from scorecards.entries import permissions
from scorecards.entries.models import Entry, EvidenceLink
from scorecards.entries.question import Question
from scorecards.evidence.selectors import usable_by

STATUS_OF_STATE = {
    Entry.State.EMPTY: "todo",
    Entry.State.DRAFT: "draft",
    Entry.State.SUBMITTED: "submitted",
    Entry.State.RETURNED: "returned",
    Entry.State.ACCEPTED: "verified",
}
"""State of an entry -> code in portal.common.statuses."""

MIB = 1024 * 1024


def question_context(request: SignedInRequest, question: Question) -> dict[str, Any]:
    """Return what the page of a sub-component needs beside the state of its answer."""
    scorecard = question.scorecard
    is_own = permissions.can_edit(request.user, scorecard)
    return {
        "question": question,
        "scorecard": scorecard,
        "is_own": is_own,
        "is_editable": is_own and question.is_editable,
        **evidence_context(question, is_editable=is_own and question.is_editable),
    }


def evidence_context(question: Question, *, is_editable: bool, detached: EvidenceLink | None = None) -> dict[str, Any]:
    """Return what the list of evidence needs; `detached` is a link that was just taken away and may come back."""
    year = question.scorecard.cycle.period.score_year
    used = {link.revision_id for link in question.links if link.entry_id == question.entry.pk}
    register = usable_by(question.scorecard.unit, without=used) if is_editable and question.scorecard.unit else []
    return {
        "question": question,
        "scorecard": question.scorecard,
        "is_editable": is_editable,
        "links": question.links,
        "register": list(register),
        "detached": detached,
        "score_year": year,
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "max_megabytes": settings.UPLOAD_MAX_BYTES // MIB,
    }
