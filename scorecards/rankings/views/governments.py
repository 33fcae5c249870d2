"""The city among the governments of its region, as authorities published it, and what the city itself must change."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, policy
from portal.units.models import PeerGroup
from scorecards.editions.models import Instrument
from scorecards.entries.models import Period
from scorecards.rankings.forms import AcceptForm
from scorecards.rankings.presenters import city_plan as plan_words
from scorecards.rankings.presenters import pages
from scorecards.rankings.presenters.standing import StandingWords
from scorecards.rankings.selectors import city_plan, position, standing
from scorecards.rankings.selectors.plans import accepted_of, actions_of
from scorecards.rankings.selectors.ranking import freshness_of
from scorecards.rankings.services.plans import BadDueDate, PlanRefused, accept_city_plan, due_of
from scorecards.rankings.views.choosing import city_of

ASKED = ("hasil", "kelompok", "sasaran")
"""What an address names: evaluation and year, the region, and the rank that is aimed at."""


@require_safe
@policy(Action.DASHBOARD)
def position_table(request: SignedInRequest) -> HttpResponse:
    """Show what was published about the governments of the region in one instrument and year."""
    return _page(request)


@require_POST
@policy(Action.CITY_PLAN_ACCEPT)
def accept(request: SignedInRequest) -> HttpResponse:
    """Make actions of the city's plan that was shown; when it is another one by now, show that."""
    city, form = city_of(request), AcceptForm(request.POST)
    chosen, group, goal = _choice(request), _group(request, _groups(request)), request.POST.get("sasaran", "")
    if chosen is None or group is None or not goal.isascii() or not goal.isdecimal():
        return redirect("rankings:position")  # nothing that a page of ours sends
    if not form.is_valid():
        return _page(request, form=form, status=422)
    try:
        accept_city_plan(
            city=city,
            group=group,
            instrument=chosen[0],
            period=chosen[1],
            goal=int(goal),
            by=request.user,
            **form.cleaned_data,
        )
    except BadDueDate as refusal:
        form.add_error("due_date", str(refusal))
        return _page(request, form=form, status=422)
    except PlanRefused as refusal:
        return _page(request, refusal=refusal, status=409)
    messages.success(request, _("The plan was accepted; its steps are actions of the units that lead them."))
    address = reverse("rankings:position", query={key: request.POST[key] for key in ASKED if key in request.POST})
    return redirect(f"{address}#rencana")


def _asked(request: HttpRequest, key: str) -> str:
    """Return what the address names, or the form that came from it."""
    return (request.POST if request.method == "POST" else request.GET).get(key, "")


def _choice(request: SignedInRequest) -> tuple[Instrument, Period] | None:
    choices, wanted = position.published_choices(), _asked(request, "hasil")
    return next((one for one in choices if pages.choice_key(*one) == wanted), choices[0] if choices else None)


def _groups(request: SignedInRequest) -> list[PeerGroup]:
    return list(PeerGroup.objects.filter(government__isnull=True, governments=city_of(request)))


def _group(request: SignedInRequest, groups: list[PeerGroup]) -> PeerGroup | None:
    wanted = _asked(request, "kelompok")
    return next((one for one in groups if one.code == wanted), groups[0] if groups else None)


def _page(
    request: SignedInRequest, *, form: AcceptForm | None = None, refusal: PlanRefused | None = None, status: int = 200
) -> HttpResponse:
    government, choices = city_of(request), position.published_choices()
    chosen, groups = _choice(request), _groups(request)
    group = _group(request, groups)
    context: dict[str, Any] = {"city": government, "groups": groups, "group": group, "chosen": chosen}
    context["choices"] = [(pages.choice_key(*choice), *choice) for choice in choices]
    if chosen and group:
        rows = position.table_of(group, *chosen)
        goal = _asked(request, "sasaran")
        found = standing.standing_of(government, rows, *chosen, int(goal) if goal in _ranks(len(rows)) else None)
        context |= {"rows": [(row, found.places.get(row.government.pk)) for row in rows], "standing": found}
        if found.estimated is not None:
            context["freshness"] = freshness_of(found.estimated.estimate.cycle)
        context["told"] = StandingWords(found, chosen[1], government)
        context["tabs"] = pages.region_tabs(request, groups, group)
        plan = city_plan.city_plan_of(government, found, *chosen)
        context |= {"plan": plan, "goals": range(1, len(rows) + 1), "chosen_key": pages.choice_key(*chosen)}
        context |= {"plan_said": plan_words.finding(plan, found.goal), "plan_notes": plan_words.notes(plan)}
        context |= _acceptance(request, plan, form) | {"refusal": refusal}
    return render(request, "rankings/position.html", context, status=status)


def _acceptance(request: SignedInRequest, plan: city_plan.CityPlan, form: AcceptForm | None) -> dict[str, Any]:
    """Return who leads each step and which action it is, the plan accepted last, and the form to accept this one."""
    found = plan.climb
    if found is None:
        return {}
    made, leads = actions_of(found.scorecard), city_plan.leading_units(found)
    actions = [made.get((step.move.node, step.move.to)) for step in found.steps or ()]
    leads_city = found.scorecard.government_id in request.user.governments_as(Role.LEADER)
    is_open = bool(actions) and not all(actions)
    return {
        "steps": [
            (step, leads.get(step.move.node), action) for step, action in zip(found.steps or (), actions, strict=True)
        ],
        "accepted": accepted_of(found),
        "can_accept": leads_city and is_open and city_plan.may_become_actions(found),
        "waits_for_release": leads_city and is_open and not city_plan.may_become_actions(found),
        "form": form or AcceptForm(initial={"due_date": due_of(found)}),
    }


def _ranks(size: int) -> frozenset[str]:
    """Return how the ranks of a table are written in an address."""
    return frozenset(str(rank) for rank in range(1, size + 1))
