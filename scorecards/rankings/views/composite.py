"""The composite ranking of a city's units, as a page and as a file."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.common.csv import csv_response
from portal.common.http import SignedInRequest
from portal.common.policy import Action, may, policy
from portal.units.models import PeerGroup
from scorecards.entries.models import Cycle
from scorecards.rankings.audience import UNIT_ROLES, sees_marks_of_city
from scorecards.rankings.presenters import pages
from scorecards.rankings.selectors import composite, ranking
from scorecards.rankings.views.choosing import chosen_group


@dataclass(frozen=True)
class _Chosen:
    """What the address asks for."""

    year: int
    years: list[int]
    cycles: list[Cycle]
    group: PeerGroup | None
    policy: composite.Policy
    found: composite.Gathered


@require_safe
@policy(Action.RANKING_VIEW)
def composite_table(request: SignedInRequest) -> HttpResponse:
    """Show the units of a score year by their composite, or only a peer group's."""
    chosen = _chosen(request)
    if chosen is None:
        return render(request, "rankings/composite.html", {"chosen": None})
    context = {
        "chosen": chosen,
        "rows": chosen.found.rows,
        "stalest": ranking.stalest_of(_released(request, chosen.cycles)),
        "may_see_policy": may(request.user, Action.COMPOSITE_POLICY_VIEW),
        "own_units": request.user.units_as(*UNIT_ROLES),
        "tabs": pages.group_tabs(request, ranking.peer_groups_of(chosen.cycles[0]), chosen.group),
        "csv_url": f"{reverse('rankings:composite-csv')}?{request.GET.urlencode()}",
    }
    return render(request, "rankings/composite.html", context)


@require_safe
@policy(Action.RANKING_VIEW)
def composite_csv(request: SignedInRequest) -> HttpResponse:
    """Download what the page shows; where it shows nothing, go there and read why."""
    chosen = _chosen(request)
    if chosen is None:
        return redirect("rankings:composite")
    head = [
        _("Rank"),
        _("Best rank"),
        _("Worst rank"),
        _("Unit"),
        _("Composite (local policy), verified"),
        _("Composite (local policy), claimed"),
        _("Composite (local policy), reachable"),
        *(f"{one.name} ({one.weight})" for one in chosen.policy.instruments),
        _("Missing"),
        _("Not applied"),
    ]
    rows = [
        [
            row.place.rank,
            row.place.best,
            row.place.worst,
            row.unit.name,
            row.composite.verified,
            row.composite.claimed,
            row.composite.reachable,
            *(share for _one, share in row.shares),
            ", ".join(row.missing),
            ", ".join(row.exempt),
        ]
        for row in chosen.found.rows
    ]
    return csv_response(f"peringkat-gabungan-{chosen.year}.csv", head, rows)


def _released(request: SignedInRequest, cycles: list[Cycle]) -> list[Cycle]:
    """Return the cycles whose marks the reader may see: of the others not even when they were computed is told."""
    return [one for one in cycles if one.marks_released_at or sees_marks_of_city(request.user, one.government_id)]


def _chosen(request: SignedInRequest) -> _Chosen | None:
    cycles = ranking.cycles_of(request.user)
    if not cycles:
        return None
    cycles = [cycle for cycle in cycles if cycle.government_id == cycles[0].government_id]
    years = list(dict.fromkeys(cycle.period.score_year for cycle in cycles))
    wanted = request.GET.get("tahun") or str(years[0])
    if wanted not in map(str, years):
        raise Http404
    of_year = [cycle for cycle in cycles if cycle.period.score_year == int(wanted)]
    group = chosen_group(request, of_year[0])
    held = composite.policy_for(of_year[0].period, of_year[0].government_id, timezone.localdate())
    found = composite.composite_of(of_year, held, request.user, group)
    return _Chosen(int(wanted), years, of_year, group, held, found)
