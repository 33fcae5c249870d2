"""Saying who verifies what."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now

from portal.common.policy import Role
from portal.units.models import Unit
from scorecards.editions.models import Node
from scorecards.entries.models import Cycle, Scorecard
from scorecards.reviews.errors import BadSlice
from scorecards.reviews.models import Assignment

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def assign(
    *, cycle_id: int, user: "User", node_ids: Collection[int], unit_ids: Collection[int] = (), by: "User"
) -> Assignment:
    """Give a verifier a slice of a cycle: graded nodes, at some of its units or, when none is named, at all.

    BadSlice when the person is no verifier there, or when nodes or units are not those of the cycle.
    """
    cycle = Cycle.objects.get(pk=cycle_id)
    nodes = Node.objects.filter(pk__in=node_ids, edition=cycle.edition_id, is_answerable=True)
    units = Unit.objects.filter(pk__in=Scorecard.objects.filter(cycle=cycle, unit__in=unit_ids).values("unit"))
    is_whole = nodes.count() == len(set(node_ids)) and units.count() == len(set(unit_ids))
    if not node_ids or not is_whole or cycle.government_id not in user.governments_as(Role.VERIFIER):
        raise BadSlice
    made = Assignment.objects.create(cycle=cycle, user=user, made_by=by)
    made.nodes.set(nodes)
    made.units.set(units)
    return made


@transaction.atomic
def end_assignment(*, assignment_id: int, by: "User") -> None:
    """Take a slice away; what was verified stays verified. Done already is done."""
    Assignment.objects.current().filter(pk=assignment_id).update(ended_at=Now(), ended_by=by)
