"""The city among the governments of its region, as authorities published it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from portal.units.models import PeerGroup
from scorecards.rankings.presenters import pages
from scorecards.rankings.presenters.standing import StandingWords
from scorecards.rankings.selectors import position, standing
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
        found = standing.standing_of(government, rows, *chosen)
        context |= {"rows": [(row, found.places.get(row.government.pk)) for row in rows], "standing": found}
        context["told"] = StandingWords(found, chosen[1], government)
        context["tabs"] = pages.region_tabs(request, groups, group)
    return render(request, "rankings/position.html", context)
