"""The city among the governments of its region, as authorities published it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from portal.units.models import PeerGroup
from scorecards.rankings.presenters import city_plan as plan_words
from scorecards.rankings.presenters import pages
from scorecards.rankings.presenters.standing import StandingWords
from scorecards.rankings.selectors import city_plan, position, standing
from scorecards.rankings.selectors.ranking import freshness_of
from scorecards.rankings.views.choosing import city_of


@require_safe
@policy(Action.DASHBOARD)
def position_table(request: SignedInRequest) -> HttpResponse:
    """Show what was published about the governments of the region in one instrument and year."""
    government = city_of(request)
    choices = position.published_choices()
    wanted = request.GET.get("hasil", "")
    chosen = next(
        (choice for choice in choices if pages.choice_key(*choice) == wanted), choices[0] if choices else None
    )
    groups = list(PeerGroup.objects.filter(government__isnull=True, governments=government))
    group = next((one for one in groups if one.code == request.GET.get("kelompok")), groups[0] if groups else None)
    context: dict[str, Any] = {"city": government, "groups": groups, "group": group, "chosen": chosen}
    context["choices"] = [(pages.choice_key(*choice), *choice) for choice in choices]
    if chosen and group:
        rows = position.table_of(group, *chosen)
        goal = request.GET.get("sasaran", "")
        found = standing.standing_of(government, rows, *chosen, int(goal) if goal in _ranks(len(rows)) else None)
        context |= {"rows": [(row, found.places.get(row.government.pk)) for row in rows], "standing": found}
        if found.estimated is not None:
            context["freshness"] = freshness_of(found.estimated.estimate.cycle)
        context["told"] = StandingWords(found, chosen[1], government)
        context["tabs"] = pages.region_tabs(request, groups, group)
        plan = city_plan.city_plan_of(government, found, *chosen)
        context |= {"plan": plan, "goals": range(1, len(rows) + 1), "chosen_key": pages.choice_key(*chosen)}
        context |= {"plan_said": plan_words.finding(plan, found.goal), "plan_notes": plan_words.notes(plan)}
        context["plan_leads"] = city_plan.leads_of(plan)
    return render(request, "rankings/position.html", context)


def _ranks(size: int) -> frozenset[str]:
    """Return how the ranks of a table are written in an address."""
    return frozenset(str(rank) for rank in range(1, size + 1))
