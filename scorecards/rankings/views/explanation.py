"""A total down to its lines, and each line to what proves it."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, may, policy
from scorecards.rankings.audience import audience_of, explainable_to
from scorecards.rankings.models import Snapshot
from scorecards.rankings.presenters import pages, pictures
from scorecards.rankings.selectors.explanation import Explanation, Layer, explanation_of
from scorecards.rankings.services.recompute import request_ranking


@require_safe
@policy(Action.EXPLANATION_VIEW)
def explanation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a total down to its lines, and each line to what proves it."""
    found = _explained(request, pk)
    context = {"explanation": found, "bars": pictures.components(found)} | pages.explained(request, found)
    is_released = found.scorecard.cycle.marks_released_at is not None
    # Minutes and plan are read by whoever opens the documents, too.
    sees_documents = audience_of(request.user, found.scorecard).sees_documents
    context["has_minutes"] = is_released and sees_documents
    context["has_plan"] = sees_documents and found.scorecard.unit is not None
    context["has_report"] = context["has_plan"] and may(request.user, Action.REPORTS)
    if may(request.user, Action.SNAPSHOT_VIEW) and found.scorecard.unit is not None:
        own = Snapshot.objects.visible_to(request.user).filter(cycle=found.scorecard.cycle_id)
        context["compared"] = list(own.order_by("-number")[:2])
    return render(request, "rankings/explanation.html", context)


@require_safe
@policy(Action.EXPLANATION_VIEW)
def explanation_node(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Show one graded node with its checks and documents."""
    found = _explained(request, pk)
    leaf = found.leaf(code)
    if leaf is None:
        raise Http404
    context = {"explanation": found, "leaf": leaf} | pages.explained(request, found)
    return render(request, "rankings/explanation_node.html", context)


def _explained(request: SignedInRequest, pk: int) -> Explanation:
    """Fetch what the user may read; a stored total that is not what was computed now is asked for anew."""
    cards = explainable_to(request.user).select_related("cycle__edition__instrument", "cycle__period", "unit")
    card = get_object_or_404(cards, pk=pk)
    found = explanation_of(card, request.user, audience_of(request.user, card), _layer(request))
    if found.reproduces is False:
        with transaction.atomic():
            request_ranking(card.cycle_id)
    return found


def _layer(request: HttpRequest) -> Layer:
    wanted = request.GET.get("lapis", "")
    return Layer(wanted) if wanted in set(Layer) else Layer.VERIFIED
