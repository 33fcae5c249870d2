"""Dashboard, ranking, position and explanation."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.common.csv import csv_response
from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, may, policy
from portal.units.models import Government, PeerGroup
from scorecards.entries.models import Cycle, Scorecard
from scorecards.rankings import pages, pictures, services, words
from scorecards.rankings.audience import UNIT_ROLES, audience_of, explainable_to, plannable_by, sees_marks_of_city
from scorecards.rankings.selectors import position, ranking
from scorecards.rankings.selectors.climb import climb_of
from scorecards.rankings.selectors.explanation import Explanation, Layer, explanation_of

COMPARED_DAYS = 7


@require_safe
@policy(Action.DASHBOARD)
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Show where the city stands, its units' ranking, what moved, and what holds it back."""
    government = _city(request)
    cycles = ranking.cycles_of(request.user)
    cycle = _chosen(request, cycles)
    context: dict[str, Any] = {"city": government, "cycles": cycles, "cycle": cycle}
    context |= pages.position(government, timezone.localdate(), request.GET.get("target", ""))
    if cycle is not None:
        found = ranking.ranking_of(cycle, request.user, since=_since())
        context |= pages.summary(found)
    return render(request, "rankings/dashboard.html", context)


@require_safe
@policy(Action.RANKING_VIEW)
def ranking_table(request: SignedInRequest) -> HttpResponse:
    """Show all units of a cycle in the order of their ranks, or only a peer group's."""
    cycles = ranking.cycles_of(request.user)
    cycle = _chosen(request, cycles)
    if cycle is None:
        return render(request, "rankings/ranking.html", {"cycle": None})
    if _is_embargoed(request, cycle):
        own = Scorecard.objects.visible_to(request.user).filter(cycle=cycle).select_related("unit").order_by("pk")
        return render(request, "rankings/embargo.html", {"cycle": cycle, "cycles": cycles, "own": own})
    group, sort = _group(request, cycle), _sort(request)
    found = ranking.ranking_of(cycle, request.user, since=_since(), group=group)
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
    cycle = _chosen(request, ranking.cycles_of(request.user))
    if cycle is None or _is_embargoed(request, cycle):
        return redirect("rankings:ranking")
    found = ranking.ranking_of(cycle, request.user, since=_since(), group=_group(request, cycle))
    rows = ranking.in_order(found.rows, _sort(request))
    name = f"peringkat-{cycle.edition.instrument.code}-{cycle.period.score_year}.csv"
    return csv_response(name, pages.csv_head(), [pages.csv_row(row) for row in rows])


@require_safe
@policy(Action.DASHBOARD)
def position_table(request: SignedInRequest) -> HttpResponse:
    """Show what was published about the governments of the region in one instrument and year."""
    government = _city(request)
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
        context["rows"] = position.table_of(group, *chosen)
        context["tabs"] = pages.region_tabs(request, groups, group)
    return render(request, "rankings/position.html", context)


@require_safe
@policy(Action.EXPLANATION_VIEW)
def explanation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a total down to its lines, and each line to what proves it."""
    found = _explained(request, pk)
    context = {"explanation": found, "bars": pictures.components(found)} | pages.explained(request, found)
    is_released = found.scorecard.cycle.marks_released_at is not None
    # Minutes and plan are read by whoever opens the documents, too.
    sees_documents = audience_of(request.user, found.scorecard).sees_documents
    context["has_minutes"] = is_released and sees_documents
    context["has_plan"] = sees_documents and found.scorecard.unit is not None
    return render(request, "rankings/explanation.html", context)


@require_safe
@policy(Action.EXPLANATION_VIEW)
def explanation_node(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Show one graded node with its checks and documents."""
    found = _explained(request, pk)
    leaf = found.leaf(code)
    if leaf is None:
        raise Http404
    context = {"explanation": found, "leaf": leaf} | pages.explained(request, found)
    return render(request, "rankings/explanation_node.html", context)


@require_safe
@policy(Action.CLIMB_VIEW)
def climb(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what must change for a unit to hold a rank (`?sasaran=2`) or, before the release, to earn a band."""
    cards = plannable_by(request.user).select_related("cycle__edition__instrument", "cycle__period", "unit")
    card = get_object_or_404(cards, pk=pk)
    found = climb_of(card, audience_of(request.user, card), request.GET.get("sasaran", ""))
    return render(request, "rankings/climb.html", {"climb": found, "said": words.climb(found)})


@require_safe
@policy(Action.RANKING_VIEW)
def freshness(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the part that says how fresh the numbers are; once they are new, the page loads itself again."""
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user), pk=pk)
    fresh = ranking.freshness_of(cycle)
    response = render(request, "components/freshness.html", {"cycle": cycle, "freshness": fresh})
    if not fresh.is_behind:
        response["HX-Refresh"] = "true"
    return response


def _city(request: SignedInRequest) -> Government:
    """Return the government that the user leads or evaluates, the one of this installation first."""
    own = Government.objects.filter(pk__in=request.user.governments_as(Role.LEADER, Role.EVALUATOR))
    city = own.order_by("-is_home", "pk").first()
    if city is None:
        raise Http404
    return city


def _explained(request: SignedInRequest, pk: int) -> Explanation:
    """Fetch what the user may read; a stored total that is not what was computed now is asked for anew."""
    cards = explainable_to(request.user).select_related("cycle__edition__instrument", "cycle__period", "unit")
    card = get_object_or_404(cards, pk=pk)
    found = explanation_of(card, request.user, audience_of(request.user, card), _layer(request))
    if found.reproduces is False:
        with transaction.atomic():
            services.request_ranking(card.cycle_id)
    return found


def _chosen(request: HttpRequest, cycles: list[Cycle]) -> Cycle | None:
    """Return the cycle that the address names, else the newest; one that is not the user's is not found."""
    wanted = request.GET.get("siklus")
    if not wanted:
        return cycles[0] if cycles else None
    for cycle in cycles:
        if str(cycle.pk) == wanted:
            return cycle
    raise Http404


def _group(request: HttpRequest, cycle: Cycle) -> PeerGroup | None:
    code = request.GET.get("kelompok")
    return get_object_or_404(PeerGroup, code=code, government=cycle.government_id) if code else None


def _sort(request: HttpRequest) -> str:
    sort = request.GET.get("urut", "peringkat")
    return sort if sort.removeprefix("-") in ranking.SORTS else "peringkat"


def _layer(request: HttpRequest) -> Layer:
    wanted = request.GET.get("lapis", "")
    return Layer(wanted) if wanted in set(Layer) else Layer.VERIFIED


def _is_embargoed(request: SignedInRequest, cycle: Cycle) -> bool:
    return cycle.marks_released_at is None and not sees_marks_of_city(request.user, cycle.government_id)


def _since() -> datetime:
    return timezone.now() - timedelta(days=COMPARED_DAYS)
