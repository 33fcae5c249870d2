"""The evaluator's page of recommendations on one entry."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.actions.errors import ActionError
from scorecards.actions.models import Recommendation
from scorecards.actions.selectors import followed
from scorecards.domain.numbers import written_grade
from scorecards.entries.models import Entry
from scorecards.reviews import recommending
from scorecards.reviews.permissions import entries_to_review
from scorecards.reviews.selectors.claims import claim_of


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.RECOMMEND)
def recommend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what was recommended here, this year and before, with its follow-up; write another one."""
    related = ("node", "scorecard__cycle__edition__instrument", "scorecard__cycle__period", "scorecard__unit")
    entry = get_object_or_404(entries_to_review(request.user).select_related(*related), pk=pk)
    error, text = "", request.POST.get("text", "")
    if request.method == "POST":
        try:
            recommending.recommend(entry_id=pk, text=text, by=request.user)
        except ActionError:
            error = _("Write what the unit should do.")
        else:
            messages.success(request, _("Recommended. The unit reads it when the marks are released."))
            return redirect("reviews:recommend", pk=pk)
    claim, fixed = claim_of(entry), recommending.fixed_grade(entry)
    higher = recommending.next_level(claim, fixed)
    context = {
        "entry": entry,
        "scorecard": entry.scorecard,
        "rows": followed(_known(entry), timezone.localdate()),
        "points": recommending.potential(claim, fixed),
        "next_grade": written_grade(higher.code) if higher else "",
        "grade": written_grade(fixed) or claim.prefilled_shown,
        "error": error,
        "text": text,
        "can_close": True,
        "may_plan": True,
    }
    return render(request, "reviews/recommend.html", context, status=422 if error else 200)


def _known(entry: Entry) -> QuerySet[Recommendation]:
    """Return the recommendations to this unit at this place, of this year and of earlier ones."""
    card = entry.scorecard
    rows = Recommendation.objects.filter(
        government=card.government_id,
        unit=card.unit_id,
        node__edition__instrument=card.cycle.edition.instrument_id,
        node__code=entry.node.code,
        score_year__lte=card.cycle.period.score_year,
    )
    return rows.order_by("-score_year", "pk")
