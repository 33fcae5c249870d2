"""The ranking of a cycle's units, as a page and as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.common.csv import csv_response
from portal.common.http import SignedInRequest
from portal.common.policy import Action, may, policy
from scorecards.entries.models import Cycle, Scorecard
from scorecards.rankings.audience import UNIT_ROLES, sees_marks_of_city
from scorecards.rankings.models import Snapshot
from scorecards.rankings.presenters import pages, pictures
from scorecards.rankings.selectors import official, ranking
from scorecards.rankings.selectors.components import components_of
from scorecards.rankings.selectors.movement import snapshots_of
from scorecards.rankings.views.choosing import (
    COMPARED_DAYS,
    chosen_component,
    chosen_cycle,
    chosen_group,
    chosen_snapshot,
    compared_since,
)

KEPT = ("siklus", "kelompok", "komponen", "urut")
"""What stays in the address when another comparison is chosen."""


@require_safe
@policy(Action.RANKING_VIEW)
def ranking_table(request: SignedInRequest) -> HttpResponse:
    """Show all units of a cycle in the order of their ranks, or only a peer group's; by total or by a component."""
    cycles = ranking.cycles_of(request.user)
    cycle = chosen_cycle(request, cycles)
    if cycle is None:
        return render(request, "rankings/ranking.html", {"cycle": None})
    if _is_embargoed(request, cycle):
        own = Scorecard.objects.visible_to(request.user).filter(cycle=cycle).select_related("unit").order_by("pk")
        return render(request, "rankings/embargo.html", {"cycle": cycle, "cycles": cycles, "own": own})
    group, sort = chosen_group(request, cycle), _sort(request)
    published = snapshots_of(cycle)
    found = _found(request, cycle, published)
    rows = ranking.in_order(found.rows, sort)
    sees_snapshots = may(request.user, Action.SNAPSHOT_VIEW)
    context = {
        "cycles": cycles,
        "cycle": cycle,
        "ranking": found,
        "rows": [(row, pictures.layer_bar(row, found.maximum)) for row in rows],
        "sort": sort,
        "group": group,
        "may_explain": may(request.user, Action.EXPLANATION_VIEW),
        "has_report": may(request.user, Action.REPORTS),
        "may_rehearse": may(request.user, Action.EDITION_REHEARSE),
        "sees_snapshots": sees_snapshots,
        "snapshot": published[0] if published and sees_snapshots else None,
        "is_official": bool(published) and official.is_as_published(cycle, published[0]),
        "own_units": request.user.units_as(*UNIT_ROLES),
        "tabs": pages.group_tabs(request, ranking.peer_groups_of(cycle), group),
        "component_tabs": pages.component_tabs(request, components_of(found.edition), found.component),
        "published": published,
        "compared_days": COMPARED_DAYS,
        "kept": [(key, request.GET[key]) for key in KEPT if request.GET.get(key)],
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
    found = _found(request, cycle, snapshots_of(cycle))
    rows = ranking.in_order(found.rows, _sort(request))
    part = f"-{found.component.code}" if found.component else ""
    name = f"peringkat-{cycle.edition.instrument.code}-{cycle.period.score_year}{part}.csv"
    return csv_response(name, pages.csv_head(), [pages.csv_row(row) for row in rows])


def _found(request: SignedInRequest, cycle: Cycle, published: list[Snapshot]) -> ranking.Ranking:
    """Return the ranking that the address asks for."""
    return ranking.ranking_of(
        cycle,
        request.user,
        since=compared_since(),
        group=chosen_group(request, cycle),
        component=chosen_component(request, cycle),
        snapshot=chosen_snapshot(request, published),
    )


def _sort(request: HttpRequest) -> str:
    sort = request.GET.get("urut", "peringkat")
    return sort if sort.removeprefix("-") in ranking.SORTS else "peringkat"


def _is_embargoed(request: SignedInRequest, cycle: Cycle) -> bool:
    return cycle.marks_released_at is None and not sees_marks_of_city(request.user, cycle.government_id)
