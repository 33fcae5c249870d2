"""Fetching is authorising: what a person may not know of answers 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from portal.common.http import SignedInRequest
from scorecards.entries.models import EvidenceLink, Scorecard
from scorecards.entries.question import NoSuchEntry, Question, question_for

RELATED = ("cycle__edition__instrument", "cycle__period", "unit", "government")


def readable(request: SignedInRequest, pk: int) -> Scorecard:
    """Return a scorecard that the person may read."""
    rows = Scorecard.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related(*RELATED), pk=pk)


def editable(request: SignedInRequest, pk: int) -> Scorecard:
    """Return a scorecard of the person's own unit, or the government's in which it leads something."""
    rows = Scorecard.objects.editable_by(request.user)
    return get_object_or_404(rows.select_related(*RELATED), pk=pk)


def question(request: SignedInRequest, scorecard: Scorecard, code: str) -> Question:
    """Return one sub-component of a scorecard."""
    try:
        return question_for(request.user, scorecard, code)
    except NoSuchEntry as error:
        raise Http404 from error


def own_question(request: SignedInRequest, pk: int, code: str) -> Question:
    """Return a sub-component whose answer the person gives."""
    found = question(request, editable(request, pk), code)
    if not found.can_answer:
        raise Http404
    return found


def provable_question(request: SignedInRequest, pk: int, code: str) -> Question:
    """Return a sub-component to whose evidence the person may add: one's own, or one that the unit contributes to."""
    found = question(request, readable(request, pk), code)
    if found.acting_unit is None:
        raise Http404
    return found


def own_link(found: Question, pk: int) -> EvidenceLink:
    """Return a link of this very sub-component; a unit that contributes changes only those to its own documents."""
    for link in found.links:
        if link.pk == pk and found.may_change(link):
            return link
    raise Http404
