"""Saying who verifies what."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.common.http import SignedInRequest
from portal.common.policy import Action, may, policy
from scorecards.entries.models import Cycle
from scorecards.reviews import services
from scorecards.reviews.errors import BadSlice
from scorecards.reviews.forms import SliceForm
from scorecards.reviews.models import Assignment
from scorecards.reviews.permissions import cycles_to_assign, scope_of
from scorecards.reviews.selectors.progress import progress_of
from scorecards.reviews.selectors.slices import places_of, slices_of, verifiers_of
from scorecards.reviews.views import fetch


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.REVIEW_ASSIGN)
def slices(request: SignedInRequest, pk: int) -> HttpResponse:
    """List the slices of a cycle's verifiers, and give another."""
    cycle = _cycle(request, pk)
    places = places_of(cycle)
    form = SliceForm(
        request.POST if request.method == "POST" else None, people=verifiers_of(cycle.government_id), places=places
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.assign(
                cycle_id=cycle.pk,
                user=form.cleaned_data["person"],
                node_ids=form.node_ids,
                unit_ids=[int(key) for key in form.cleaned_data["units"]],
                by=request.user,
            )
        except BadSlice as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Assigned. The verifier finds it under “My tasks” as soon as it is submitted."))
            return redirect("reviews:slices", cycle.pk)
    context = {"form": form, "slices": slices_of(cycle, places), "cycle": cycle}
    if may(request.user, Action.REVIEW_QUEUE):
        context |= fetch.frame(request, cycle, progress_of(scope_of(request.user, cycle)), "slices")
    return render(request, "reviews/slices.html", context, status=422 if form.errors else 200)


@require_POST
@policy(Action.REVIEW_ASSIGN)
def end_slice(request: SignedInRequest, pk: int, slice_pk: int) -> HttpResponse:
    """Take a slice away from its verifier."""
    found = get_object_or_404(Assignment.objects.current().filter(cycle=_cycle(request, pk)), pk=slice_pk)
    services.end_assignment(assignment_id=found.pk, by=request.user)
    messages.success(request, _("Ended. What was verified stays verified."))
    return redirect("reviews:slices", pk)


def _cycle(request: SignedInRequest, pk: int) -> Cycle:
    rows = cycles_to_assign(request.user).select_related("edition__instrument", "period", "government")
    return get_object_or_404(rows, pk=pk)
