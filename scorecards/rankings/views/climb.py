"""What must change for a unit to hold a rank or to earn a band, and making actions of it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.entries.models import Scorecard, ScorecardQuerySet
from scorecards.rankings.audience import audience_of, estimated_by, plannable_by, plans_decided_by
from scorecards.rankings.forms import AcceptForm, EffortForm
from scorecards.rankings.presenters import efforts as effort_words
from scorecards.rankings.presenters import words
from scorecards.rankings.presenters.chasing import moving as words_of_peers
from scorecards.rankings.selectors.climb import climb_of
from scorecards.rankings.selectors.efforts import version_of
from scorecards.rankings.selectors.plans import accepted_of, actions_of
from scorecards.rankings.services.efforts import EffortsChanged
from scorecards.rankings.services.efforts import estimate as save_estimates
from scorecards.rankings.services.plans import BadDueDate, PlanChanged, accept_plan, due_of

AS_UNIT = "unit"


@require_safe
@policy(Action.CLIMB_VIEW)
def climb(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what must change for a unit to hold a rank (`?sasaran=2`) or, before the release, to earn a band.

    `?sebagai=unit` shows those who see the marks the plan that the unit sees: only that one can become actions.
    """
    card = get_object_or_404(_joined(plannable_by(request.user)), pk=pk)
    return _page(request, card, request.GET.get("sasaran", ""), as_unit=request.GET.get("sebagai") == AS_UNIT)


@require_POST
@policy(Action.CLIMB_ACCEPT)
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make actions of the plan that was shown; when it is another one by now, show that."""
    card = get_object_or_404(_joined(plans_decided_by(request.user)), pk=pk)
    goal, form = request.POST.get("sasaran", ""), AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, card, goal, as_unit=True, form=form, status=422)
    try:
        accept_plan(scorecard_id=card.pk, goal=goal, by=request.user, **form.cleaned_data)
    except PlanChanged as refusal:
        return _page(request, card, goal, as_unit=True, refusal=refusal, status=409)
    except BadDueDate as refusal:
        form.add_error("due_date", str(refusal))
        return _page(request, card, goal, as_unit=True, form=form, status=422)
    messages.success(request, _("The plan was accepted; its steps are actions of the unit now."))
    return redirect(reverse("rankings:climb", args=[card.pk], query={"sasaran": goal, "sebagai": AS_UNIT}))


@require_POST
@policy(Action.CLIMB_ESTIMATE)
def estimate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the unit's own days for the steps of its criteria, and show the plan that they lead to."""
    card = get_object_or_404(_joined(estimated_by(request.user)), pk=pk)
    goal = request.POST.get("sasaran", "")
    form = EffortForm(request.POST, climb=climb_of(card, audience_of(request.user, card), goal))
    if not form.is_valid():
        return _page(request, card, goal, as_unit=True, effort_form=form, status=422)
    try:
        save_estimates(scorecard_id=card.pk, days=form.days(), version=form.cleaned_data["version"], by=request.user)
    except EffortsChanged as refusal:
        return _page(request, card, goal, as_unit=True, effort_form=form, effort_refusal=refusal, status=409)
    messages.success(request, _("The estimates were saved; the plan below counts with them."))
    return redirect(reverse("rankings:climb", args=[card.pk], query={"sasaran": goal}))


def _joined(cards: ScorecardQuerySet) -> ScorecardQuerySet:
    return cards.select_related("cycle__edition__instrument", "cycle__period", "unit")


def _page(
    request: SignedInRequest,
    card: Scorecard,
    goal: str,
    *,
    as_unit: bool,
    form: AcceptForm | None = None,
    refusal: PlanChanged | None = None,
    effort_form: EffortForm | None = None,
    effort_refusal: EffortsChanged | None = None,
    status: int = 200,
) -> HttpResponse:
    is_released = card.cycle.marks_released_at is not None
    audience = audience_of(request.user, card)
    if as_unit and not is_released:
        audience = replace(audience, sees_marks=False)
    found = climb_of(card, audience, goal)
    decides = plans_decided_by(request.user).filter(pk=card.pk).exists()
    made = actions_of(card)
    is_shared = audience.sees_marks == is_released
    actions = {step.move.node: made.get((step.move.node, step.move.to)) for step in found.steps or ()}
    context: dict[str, Any] = {
        "climb": found,
        "said": words.climb(found),
        "accepted": accepted_of(found),
        "steps": [(step, actions[step.move.node]) for step in found.steps or ()],
        "as_unit": as_unit and not is_released,
        "sees_more": audience_of(request.user, card).sees_marks and not is_released,
        "is_decider": decides,
        "can_accept": decides and is_shared and not all(actions.values()),
        "form": form or AcceptForm(initial={"due_date": due_of(found)}),
        "refusal": refusal,
        "moving": words_of_peers(found),
        "effort_words": effort_words.explained(found.efforts),
        "effort_refusal": effort_refusal,
    }
    if found.open_parts and estimated_by(request.user).filter(pk=card.pk).exists():
        version = version_of(card)
        context["effort_form"] = effort_form or EffortForm(climb=found, version=version)
        is_kept = effort_form is not None and effort_refusal is None
        context["effort_version"] = effort_form["version"].value() if is_kept and effort_form else version
    return render(request, "rankings/climb.html", context, status=status)
