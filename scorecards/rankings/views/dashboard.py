"""The dashboard, and how fresh its numbers are."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.entries.models import Cycle
from scorecards.rankings import pages
from scorecards.rankings.selectors import ranking
from scorecards.rankings.services import visits
from scorecards.rankings.views.choosing import chosen_cycle, city_of, compared_since


@require_safe
@policy(Action.DASHBOARD)
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Show where the city stands, its units' ranking, what moved, and what holds it back."""
    government = city_of(request)
    cycles = ranking.cycles_of(request.user)
    cycle = chosen_cycle(request, cycles)
    context: dict[str, Any] = {"city": government, "cycles": cycles, "cycle": cycle}
    context |= pages.position(government, timezone.localdate(), request.GET.get("target", ""))
    if cycle is not None:
        before = visits.look(user=request.user, government=government)
        found = ranking.ranking_of(cycle, request.user, since=before or compared_since())
        context |= pages.summary(found, request.user, every="semua" in request.GET)
        compared = found.compared_with
        context["is_since_visit"] = compared is not None and compared.moment == before
    return render(request, "rankings/dashboard.html", context)


@require_safe
@policy(Action.RANKING_VIEW)
def freshness(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the part that says how fresh the numbers are; once they are new, the page loads itself again."""
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user), pk=pk)
    fresh = ranking.freshness_of(cycle)
    response = render(request, "components/freshness.html", {"cycle": cycle, "freshness": fresh})
    if not fresh.is_behind:
        response["HX-Refresh"] = "true"
    return response
