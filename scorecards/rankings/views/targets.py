"""The ranks that the city wants: which there are, one with its history, setting one, bringing an earlier one back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common.history import events_of
from portal.common.http import SignedInRequest
from portal.common.policy import POLICY, Action, Role, may, policy
from portal.units.models import Government
from scorecards.editions.models import Instrument
from scorecards.entries.models import Period
from scorecards.rankings.forms import TargetForm, initial_of
from scorecards.rankings.models import Target
from scorecards.rankings.presenters import pictures
from scorecards.rankings.presenters import targets as words
from scorecards.rankings.selectors.targets import Wish, published_of, unwished, wish_of, wishes_of
from scorecards.rankings.services.targets import StaleTarget, restore_target, set_target

INVALID, CONFLICT = 422, 409


@require_safe
@policy(Action.TARGET_VIEW)
def index(request: SignedInRequest) -> HttpResponse:
    """Show every target and whether the city stands where its path wants it."""
    government = _government(request, *Role)
    wishes = wishes_of(government, request.user, timezone.localdate())
    may_set = _may_set(request, government)
    context = {
        "government": government,
        "wishes": wishes,
        "may_set": may_set,
        "unwished": unwished(wishes) if may_set else (),
    }
    return render(request, "rankings/targets.html", context)


@require_safe
@policy(Action.TARGET_VIEW)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one target: its path, where the city stands, and what it was before."""
    return _detail(request, _visible(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.TARGET_SET)
def new(request: SignedInRequest) -> HttpResponse:
    """Set the target of an instrument and year; `?instrumen=` and `?tahun=` fill them in."""
    government = _government(request, *POLICY[Action.TARGET_SET])
    initial: dict[str, Any] = {"score_year": timezone.localdate().year, "version": 0}
    instrument = Instrument.objects.filter(code=request.GET.get("instrumen", "")).first()
    if instrument is not None:
        ranked = [one.rank for one in published_of(government, instrument) if one.rank is not None]
        initial |= {"instrument": instrument.code, "start_rank": ranked[-1] if ranked else None}
    return _set(request, government, None, initial)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.TARGET_SET)
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a target as it stood when the form was opened."""
    target = _settable(request, pk)
    return _set(request, target.government, target, initial_of(target))


@require_POST
@policy(Action.TARGET_SET)
def restore(request: SignedInRequest, pk: int, event: int) -> HttpResponse:
    """Bring an earlier plan back, unless somebody changed the target since the page was opened."""
    target = _settable(request, pk)
    if not events_of("rankings", "Target").filter(pgh_obj_id=pk, pgh_id=event).exists():
        raise Http404
    try:
        restore_target(target_id=pk, event_id=event, version=_version(request), by=request.user)
    except StaleTarget:
        target.refresh_from_db()
        refusal = _("Somebody changed the target meanwhile: it is shown below. Nothing was brought back.")
        return _detail(request, target, refusal=refusal, status=CONFLICT)
    messages.success(request, _("The earlier target stands again."))
    return redirect("rankings:target", pk)


def _set(
    request: SignedInRequest, government: Government, target: Target | None, initial: dict[str, Any]
) -> HttpResponse:
    """Show the form; first the path that was typed is shown, and only what was shown is saved."""
    form = TargetForm(request.POST or None, fixed=target, initial=initial)
    context: dict[str, Any] = {"target": target}
    if request.method != "POST":
        return _form(request, form, context)
    if not form.is_valid():
        return _form(request, form, context, status=INVALID)
    is_seen = form.cleaned_data["shown"] == form.shape()
    status = 200
    if "save" in request.POST and is_seen:
        try:
            saved = set_target(
                government=government,
                instrument=form.chosen,
                score_year=form.year,
                plan=form.plan(),
                source=form.cleaned_data["source"],
                version=form.cleaned_data["version"],
                by=request.user,
            )
        except StaleTarget as refusal:
            status = CONFLICT
            context |= {
                "stored": refusal.stored,
                "differences": words.differences(refusal.stored, form.plan(), form.cleaned_data["source"]),
            }
        else:
            messages.success(request, _("The target stands. The one before it stays in the history."))
            return redirect("rankings:target", saved.pk)
    context |= {"is_changed": "save" in request.POST and not is_seen, **_preview(form, government)}
    typed = request.POST.copy()
    typed["shown"] = form.shape()
    if status == CONFLICT:
        typed["version"] = str(context["stored"].version)  # saving again replaces what the person has been told of
    return _form(request, TargetForm(typed, fixed=target), context, status=status)


def _form(request: SignedInRequest, form: TargetForm, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "rankings/target_form.html", {"form": form, **context}, status=status)


def _preview(form: TargetForm, government: Government) -> dict[str, Any]:
    """Return the picture of what was typed; nothing is stored for it."""
    year, plan = form.year, form.plan()
    period = Period.objects.filter(score_year=year).first() or Period(score_year=year, announced_year=year + 1)
    wished = Target(
        government=government,
        instrument=form.chosen,
        period=period,
        start_rank=plan.start_rank,
        goal_rank=plan.goal_rank,
        steps=plan.written,
    )
    return _drawn(wish_of(wished, published_of(government, form.chosen), timezone.localdate()))


def _drawn(wish: Wish) -> dict[str, Any]:
    path = pictures.target_path(wish.goal, wish.published, today=timezone.localdate())
    return {"wish": wish, "goal": wish.goal, "path": path, "published_path": wish.published}


def _detail(request: SignedInRequest, target: Target, *, refusal: str = "", status: int = 200) -> HttpResponse:
    wish = wish_of(target, published_of(target.government, target.instrument), timezone.localdate())
    context = {
        "target": target,
        "may_set": _may_set(request, target.government),
        "changes": words.changes(target),
        "refusal": refusal,
        **_drawn(wish),
    }
    return render(request, "rankings/target.html", context, status=status)


def _government(request: SignedInRequest, *roles: Role) -> Government:
    """Return the government in which the user has one of the roles, the one of this installation first."""
    own = Government.objects.filter(pk__in=request.user.governments_as(*roles))
    government = own.order_by("-is_home", "pk").first()
    if government is None:
        raise Http404
    return government


def _may_set(request: SignedInRequest, government: Government) -> bool:
    roles = POLICY[Action.TARGET_SET]
    return may(request.user, Action.TARGET_SET) and government.pk in request.user.governments_as(*roles)


def _visible(request: SignedInRequest, pk: int) -> Target:
    rows = Target.objects.visible_to(request.user).select_related("government", "instrument", "period")
    return get_object_or_404(rows, pk=pk)


def _settable(request: SignedInRequest, pk: int) -> Target:
    target = _visible(request, pk)
    if not _may_set(request, target.government):
        raise Http404
    return target


def _version(request: SignedInRequest) -> int:
    """Return the version that the page showed; one that nobody showed is no version."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
