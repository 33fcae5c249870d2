"""One action: its page, writing and changing its plan, giving it up."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action as Act
from portal.common.policy import policy
from portal.units.models import Government
from scorecards.actions import selectors, services
from scorecards.actions.errors import ActionError, Stale
from scorecards.actions.forms import ActionForm, initial_of
from scorecards.actions.models import CITY_PLANNERS, Action, Recommendation
from scorecards.actions.views.page import action_page


@require_safe
@policy(Act.ACTION_VIEW)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one action: plan, quarters with evidence, who is in it, what happened."""
    return action_page(request, _visible(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Act.ACTION_PLAN)
def new(request: SignedInRequest) -> HttpResponse:
    """Write an action down; `?rekomendasi=` makes it the follow-up of a recommendation, `?jenis=` gives the kind."""
    return _create(request, _initial(request), _("New action"))


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Act.ACTION_PLAN)
def copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write an action down that is like another one; nothing of its reports comes along."""
    initial = initial_of(_plannable(request, pk))
    initial.pop("version")
    return _create(request, initial, _("Copy of an action"))


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Act.ACTION_PLAN)
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the plan; what somebody else changed meanwhile is told, and what was typed stays."""
    action = _plannable(request, pk)
    form = _edit_form(request, action, request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            services.update(action_id=pk, plan=form.plan(), version=version, by=request.user)
        except Stale as refusal:
            typed = request.POST.copy()
            typed["version"] = str(action.version)  # saving again replaces what the person has been told of
            form, status = _edit_form(request, action, typed), 409
            form.add_error(None, str(refusal))
        except ActionError as refusal:
            form.add_error(None, str(refusal))
            status = 422
        else:
            messages.success(request, _("Saved."))
            return redirect("actions:detail", pk=pk)
    context = {"form": form, "action": action, "title": action.title, "is_stale": status == 409}
    return render(request, "actions/form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Act.ACTION_PLAN)
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then give the action up."""
    action = _plannable(request, pk)
    error = ""
    if request.method == "POST":
        try:
            services.drop(action_id=pk, reason=request.POST.get("reason", ""), by=request.user)
        except ActionError as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("Given up. The reason is kept, and the action can be taken up again."))
            return redirect("actions:detail", pk=pk)
    return render(request, "actions/drop.html", {"action": action, "error": error}, status=422 if error else 200)


@require_POST
@policy(Act.ACTION_PLAN)
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that an action is done."""
    action = _plannable(request, pk)
    try:
        services.settle(action_id=action.pk, by=request.user)
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Marked as done."))
    return redirect("actions:detail", pk=pk)


@require_POST
@policy(Act.ACTION_PLAN)
def take_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an action up again."""
    services.take_up(action_id=_plannable(request, pk).pk, by=request.user)
    messages.success(request, _("Taken up again."))
    return redirect("actions:detail", pk=pk)


def _edit_form(request: SignedInRequest, action: Action, data: QueryDict | None) -> ActionForm:
    return ActionForm(
        data, initial=initial_of(action), government=action.government, user=request.user, year=action.score_year
    )


def _create(request: SignedInRequest, initial: dict[str, Any], title: str) -> HttpResponse:
    government = _government(request)
    year = initial.get("score_year") or timezone.localdate().year
    form = ActionForm(request.POST or None, initial=initial, government=government, user=request.user, year=year)
    if request.method == "POST" and form.is_valid():
        try:
            action = services.create(government=government, plan=form.plan(), by=request.user)
        except ActionError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down; the units in it are told."))
            return redirect("actions:detail", pk=action.pk)
    context = {"form": form, "title": title}
    return render(request, "actions/form.html", context, status=422 if form.errors else 200)


def _initial(request: SignedInRequest) -> dict[str, Any]:
    """Return what a new action begins with."""
    today = timezone.localdate()
    units = sorted(request.user.units_as(*selectors.HEADS))
    initial: dict[str, Any] = {
        "score_year": today.year,
        "due_date": today.replace(month=12, day=31),
        "unit": units[0] if units else None,
    }
    if request.GET.get("jenis") in Action.Kind.values:
        initial["kind"] = request.GET["jenis"]
    initial["theme"] = request.GET.get("tema", "")
    key = request.GET.get("rekomendasi", "")
    if key.isdecimal() and len(key) < 10:
        rows = Recommendation.objects.visible_to(request.user).select_related("node")
        source = get_object_or_404(rows, pk=int(key))
        initial |= {
            "kind": Action.Kind.FOLLOW_UP,
            "recommendation": source.pk,
            "title": source.text[:250],
            "unit": source.unit_id or initial["unit"],
        }
    return initial


def _government(request: SignedInRequest) -> Government:
    """Return the government that the person plans for."""
    user = request.user
    keys = {*user.governments_as(*CITY_PLANNERS, *selectors.HEADS)}
    government = Government.objects.filter(pk__in=keys).order_by("-is_home", "pk").first()
    if government is None:
        raise Http404
    return government


def _visible(request: SignedInRequest, pk: int) -> Action:
    return get_object_or_404(selectors.with_everything(Action.objects.visible_to(request.user)), pk=pk)


def _plannable(request: SignedInRequest, pk: int) -> Action:
    rows = Action.objects.plannable_by(request.user).select_related("government")
    return get_object_or_404(selectors.with_everything(rows), pk=pk)
