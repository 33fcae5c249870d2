"""The dashboard, and how fresh its numbers are."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.entries.models import Cycle
from scorecards.rankings.presenters.board import CITY_CARDS, CYCLE_CARDS, Board
from scorecards.rankings.presenters.cards import rendered
from scorecards.rankings.selectors import ranking
from scorecards.rankings.services import visits
from scorecards.rankings.views.choosing import chosen_cycle, chosen_group, city_of, compared_since


@require_safe
@policy(Action.DASHBOARD)
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Show where the city stands, its units' ranking, what moved, and what holds it back."""
    government = city_of(request)
    cycles = ranking.cycles_of(request.user)
    cycle = chosen_cycle(request, cycles)
    last_visit = visits.look(user=request.user, government=government) if cycle is not None else None
    board = Board(
        request=request,
        city=government,
        cycles=cycles,
        cycle=cycle,
        group=chosen_group(request, cycle) if cycle is not None else None,
        since=last_visit or compared_since(),
        last_visit=last_visit,
    )
    cards = CITY_CARDS if cycle is None else {**CITY_CARDS, **CYCLE_CARDS}
    return render(
        request, "rankings/dashboard.html", {"city": government, "cycle": cycle, "cards": rendered(board, cards)}
    )


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
