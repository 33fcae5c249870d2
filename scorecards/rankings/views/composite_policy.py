"""The weights of the composite: which held when and why, and setting others after a look at what they change."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import POLICY, Action, Role, policy
from portal.units.models import Government
from scorecards.entries.models import CITY_READERS
from scorecards.rankings.composite_form import CompositePolicyForm
from scorecards.rankings.models import CompositePolicy
from scorecards.rankings.selectors.composite import policy_from, policy_of
from scorecards.rankings.selectors.composite_policies import effects_of, instruments_of, policies_of
from scorecards.rankings.services.composites import DayTaken, StalePolicy, set_composite_policy

INVALID, CONFLICT = 422, 409


@require_safe
@policy(Action.COMPOSITE_POLICY_VIEW)
def composite_policy(request: SignedInRequest) -> HttpResponse:
    """Show the weights so far; an administrator finds the form for others."""
    government = _government(request, POLICY[Action.COMPOSITE_POLICY_VIEW])
    policies = policies_of(government)
    form = None
    if government.pk in request.user.governments_as(*POLICY[Action.COMPOSITE_POLICY_SET]):
        form = CompositePolicyForm(instruments=instruments_of(government, policies), initial=_initial(government))
        form.initial["seen"] = len(policies)
    return _page(request, government, policies, form)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.COMPOSITE_POLICY_SET)
def set_weights(request: SignedInRequest) -> HttpResponse:
    """Show what the typed weights change, and let those hold that were shown; opened anew, lead to the page."""
    if request.method != "POST":
        return redirect("rankings:composite-policy")
    return _set(request, _government(request, POLICY[Action.COMPOSITE_POLICY_SET]))


def _set(request: SignedInRequest, government: Government) -> HttpResponse:
    policies = policies_of(government)
    instruments = instruments_of(government, policies)
    form = CompositePolicyForm(request.POST, instruments=instruments)
    if not form.is_valid():
        return _page(request, government, policies, form, status=INVALID)
    given = form.cleaned_data
    context: dict[str, Any] = {"is_changed": "save" in request.POST and given["shown"] != form.shape()}
    if "save" in request.POST and not context["is_changed"]:
        try:
            set_composite_policy(
                government,
                form.weights(),
                valid_from=given["valid_from"],
                reason=given["reason"],
                redistributes=given["redistributes"],
                seen=given["seen"],
                by=request.user,
            )
        except (StalePolicy, DayTaken) as refusal:
            policies = policies_of(government)
            context |= {"stored": refusal.stored, "is_day_taken": isinstance(refusal, DayTaken)}
        else:
            messages.success(request, _("The weights are set. Those before them stay in the list."))
            return redirect("rankings:composite-policy")
    today = timezone.localdate()
    wanted = policy_from(form.weights(), since=given["valid_from"], redistributes=given["redistributes"])
    context |= {"wanted": wanted, "effects": effects_of(government, wanted, request.user, today)}
    typed = request.POST.copy()
    typed["shown"] = form.shape()
    if "stored" in context:
        typed["seen"] = str(len(policies))  # saving again adds to what the person has been told of
    form = CompositePolicyForm(typed, instruments=instruments)
    return _page(request, government, policies, form, status=CONFLICT if "stored" in context else 200, **context)


def _page(
    request: SignedInRequest,
    government: Government,
    policies: list[CompositePolicy],
    form: CompositePolicyForm | None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    names = {one.code: one.name for one in instruments_of(government, policies)}
    rows = [(one, [(names.get(code, code), weight) for code, weight in one.weights.items()]) for one in policies]
    context |= {"government": government, "form": form, "rows": rows}
    context["sees_all"] = government.pk in request.user.governments_as(*CITY_READERS)
    context["held"] = policy_of(government.pk, timezone.localdate())
    if "stored" in context:
        context["stored_weights"] = _told(context["stored"].weights, names)
        context["own_weights"] = _told({one.code: str(one.weight) for one in context["wanted"].instruments}, names)
    return render(request, "rankings/composite_policy.html", context, status=status)


def _told(weights: dict[str, str], names: dict[str, str]) -> str:
    return " · ".join(f"{names.get(code, code)} {weight}" for code, weight in weights.items())


def _initial(government: Government) -> dict[str, Any]:
    """Return the weights that hold today, so that only what changes is typed."""
    held = policy_of(government.pk, timezone.localdate())
    weights = {f"w_{one.code}": str(one.weight) for one in held.instruments}
    return {"valid_from": timezone.localdate(), "redistributes": held.redistributes, **weights}


def _government(request: SignedInRequest, roles: frozenset[Role]) -> Government:
    own = Government.objects.filter(pk__in=request.user.governments_as(*roles))
    government = own.order_by("-is_home", "pk").first()
    if government is None:
        raise Http404
    return government
