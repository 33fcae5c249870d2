"""The ranking of a cycle's units, as a page and as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.common.csv import csv_response
from portal.common.http import SignedInRequest
from portal.common.policy import Action, may, policy
from scorecards.entries.models import Cycle, Scorecard
from scorecards.rankings import pages, pictures
from scorecards.rankings.audience import UNIT_ROLES, sees_marks_of_city
from scorecards.rankings.selectors import ranking
from scorecards.rankings.views.choosing import chosen_cycle, chosen_group, compared_since


@require_safe
@policy(Action.RANKING_VIEW)
def ranking_table(request: SignedInRequest) -> HttpResponse:
    """Show all units of a cycle in the order of their ranks, or only a peer group's."""
    cycles = ranking.cycles_of(request.user)
    cycle = chosen_cycle(request, cycles)
    if cycle is None:
        return render(request, "rankings/ranking.html", {"cycle": None})
    if _is_embargoed(request, cycle):
        own = Scorecard.objects.visible_to(request.user).filter(cycle=cycle).select_related("unit").order_by("pk")
        return render(request, "rankings/embargo.html", {"cycle": cycle, "cycles": cycles, "own": own})
    group, sort = chosen_group(request, cycle), _sort(request)
    found = ranking.ranking_of(cycle, request.user, since=compared_since(), group=group)
    rows = ranking.in_order(found.rows, sort)
    context = {
        "cycles": cycles,
        "cycle": cycle,
        "ranking": found,
        "rows": [(row, pictures.layer_bar(row, found.edition.maximum)) for row in rows],
        "sort": sort,
        "group": group,
        "may_explain": may(request.user, Action.EXPLANATION_VIEW),
        "sees_snapshots": may(request.user, Action.SNAPSHOT_VIEW),
        "own_units": request.user.units_as(*UNIT_ROLES),
        "tabs": pages.group_tabs(request, ranking.peer_groups_of(cycle), group),
        "csv_url": f"{reverse('rankings:ranking-csv')}?{request.GET.urlencode()}",
        "distribution": pictures.distribution(found),
    }
    return render(request, "rankings/ranking.html", context)


@require_safe
@policy(Action.RANKING_VIEW)
def ranking_csv(request: SignedInRequest) -> HttpResponse:
    """Download what the ranking page shows, in its order; where it shows none, go there and read why."""
    cycle = chosen_cycle(request, ranking.cycles_of(request.user))
    if cycle is None or _is_embargoed(request, cycle):
        return redirect("rankings:ranking")
    found = ranking.ranking_of(cycle, request.user, since=compared_since(), group=chosen_group(request, cycle))
    rows = ranking.in_order(found.rows, _sort(request))
    name = f"peringkat-{cycle.edition.instrument.code}-{cycle.period.score_year}.csv"
    return csv_response(name, pages.csv_head(), [pages.csv_row(row) for row in rows])


def _sort(request: HttpRequest) -> str:
    sort = request.GET.get("urut", "peringkat")
    return sort if sort.removeprefix("-") in ranking.SORTS else "peringkat"


def _is_embargoed(request: SignedInRequest, cycle: Cycle) -> bool:
    return cycle.marks_released_at is None and not sees_marks_of_city(request.user, cycle.government_id)
