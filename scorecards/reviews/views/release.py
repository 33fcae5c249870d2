"""Letting the units see their marks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.reviews import services
from scorecards.reviews.addresses import queue_url
from scorecards.reviews.errors import NothingDecided
from scorecards.reviews.forms import ReleaseForm
from scorecards.reviews.models import Release
from scorecards.reviews.permissions import cycles_to_lead, scope_of
from scorecards.reviews.selectors.progress import progress_of
from scorecards.reviews.selectors.queue import Queue
from scorecards.reviews.views import fetch


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.REVIEW_DECIDE)
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what a release makes visible, and do it on a deliberate yes."""
    cycle = get_object_or_404(cycles_to_lead(request.user).select_related("edition__instrument", "period"), pk=pk)
    scope = scope_of(request.user, cycle)
    state = progress_of(scope)
    form = ReleaseForm(request.POST if request.method == "POST" else None, is_complete=not state.tally.open)
    if request.method == "POST" and form.is_valid():
        try:
            days = {name: form.cleaned_data[name] for name in ("objection_days", "answer_days")}
            services.release_marks(cycle_id=cycle.pk, by=request.user, **days)
        except NothingDecided as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The marks are released: every unit sees its own from now on."))
            return redirect("reviews:release", pk=cycle.pk)
    context = fetch.frame(request, cycle, state, "release") | {
        "form": form,
        "release": Release.objects.filter(cycle=cycle).select_related("released_by").first(),
        "open_url": queue_url(Queue(scope)),
        "units_with_marks": sum(1 for unit in state.units if unit.tally.decided),
    }
    return render(request, "reviews/release.html", context, status=422 if form.errors else 200)
