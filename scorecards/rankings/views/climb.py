"""What must change for a unit to hold a rank or to earn a band."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.rankings import words
from scorecards.rankings.audience import audience_of, plannable_by
from scorecards.rankings.selectors.climb import climb_of


@require_safe
@policy(Action.CLIMB_VIEW)
def climb(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what must change for a unit to hold a rank (`?sasaran=2`) or, before the release, to earn a band."""
    cards = plannable_by(request.user).select_related("cycle__edition__instrument", "cycle__period", "unit")
    card = get_object_or_404(cards, pk=pk)
    found = climb_of(card, audience_of(request.user, card), request.GET.get("sasaran", ""))
    return render(request, "rankings/climb.html", {"climb": found, "said": words.climb(found)})
