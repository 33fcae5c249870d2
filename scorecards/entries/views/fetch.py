"""Fetching is authorising: what a person may not know of answers 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from portal.common.http import SignedInRequest
from scorecards.entries.models import EvidenceLink, Scorecard
from scorecards.entries.question import NoSuchEntry, Question, question_for


def readable(request: SignedInRequest, pk: int) -> Scorecard:
    """Return a scorecard that the person may read."""
    rows = Scorecard.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("cycle__edition__instrument", "cycle__period", "unit"), pk=pk)


def editable(request: SignedInRequest, pk: int) -> Scorecard:
    """Return a scorecard of the person's own unit."""
    rows = Scorecard.objects.editable_by(request.user)
    return get_object_or_404(rows.select_related("cycle__edition__instrument", "cycle__period", "unit"), pk=pk)


def question(request: SignedInRequest, scorecard: Scorecard, code: str) -> Question:
    """Return one sub-component of a scorecard."""
    try:
        return question_for(request.user, scorecard, code)
    except NoSuchEntry as error:
        raise Http404 from error


def own_link(found: Question, pk: int) -> EvidenceLink:
    """Return a link of this very sub-component."""
    for link in found.links:
        if link.pk == pk:
            return link
    raise Http404
