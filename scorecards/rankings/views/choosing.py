"""What an address names: the city, the cycle, the peer group."""

from datetime import datetime, timedelta

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from portal.common.http import SignedInRequest
from portal.common.policy import Role
from portal.units.models import Government, PeerGroup
from scorecards.domain.edition import Node
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Cycle
from scorecards.rankings.models import Snapshot
from scorecards.rankings.selectors.components import components_of

COMPARED_DAYS = 7


def city_of(request: SignedInRequest) -> Government:
    """Return the government that the user leads or evaluates, the one of this installation first."""
    own = Government.objects.filter(pk__in=request.user.governments_as(Role.LEADER, Role.EVALUATOR))
    city = own.order_by("-is_home", "pk").first()
    if city is None:
        raise Http404
    return city


def chosen_cycle(request: HttpRequest, cycles: list[Cycle]) -> Cycle | None:
    """Return the cycle that the address names, else the newest; one that is not the user's is not found."""
    wanted = request.GET.get("siklus")
    if not wanted:
        return cycles[0] if cycles else None
    for cycle in cycles:
        if str(cycle.pk) == wanted:
            return cycle
    raise Http404


def chosen_group(request: HttpRequest, cycle: Cycle) -> PeerGroup | None:
    """Return the peer group that the address names, None without one."""
    code = request.GET.get("kelompok")
    return get_object_or_404(PeerGroup, code=code, government=cycle.government_id) if code else None


def chosen_component(request: HttpRequest, cycle: Cycle) -> Node | None:
    """Return the component that the address names, None for the total."""
    code = request.GET.get("komponen")
    if not code:
        return None
    for node in components_of(edition_of(cycle.edition)):
        if node.code == code:
            return node
    raise Http404


def chosen_snapshot(request: HttpRequest, published: list[Snapshot]) -> Snapshot | None:
    """Return the published ranking to compare with, None for the days before."""
    number = request.GET.get("banding")
    if not number:
        return None
    for snapshot in published:
        if str(snapshot.number) == number:
            return snapshot
    raise Http404


def compared_since() -> datetime:
    """Return the moment with which ranks are compared."""
    return timezone.now() - timedelta(days=COMPARED_DAYS)
