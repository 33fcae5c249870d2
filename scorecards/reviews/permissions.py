"""Whose cycles and entries a reviewer decides; everything else does not exist for the pages here.

Evaluators and quality assurers review whole cities, a verifier the slice that was assigned to it. Whoever holds
several of these roles sits on the highest seat.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Q, QuerySet
from django.db.models.functions import Now

from portal.common.policy import Role
from scorecards.domain.edition import NodeKind
from scorecards.entries.models import Cycle, Entry, EvidenceLink, Mark, Window
from scorecards.reviews.models import Assignment
from scorecards.reviews.places import Scope

if TYPE_CHECKING:
    from portal.accounts.models import User

WHOLE = (Role.EVALUATOR, Role.ASSURER)
SEATS = (
    (Role.EVALUATOR, Mark.Party.EVALUATOR),
    (Role.ASSURER, Mark.Party.ASSURER),
    (Role.VERIFIER, Mark.Party.VERIFIER),
)


def seat_at(user: "User", government_id: int) -> Mark.Party:
    """Return for which party the user reviews at a government; LookupError when for none."""
    for role, party in SEATS:
        if government_id in user.governments_as(role):
            return party
    raise LookupError(government_id)


def cycles_to_review(user: "User") -> QuerySet[Cycle]:
    """Return the cycles of the governments at which the user reviews today; a verifier's are those with its slice."""
    slices = Assignment.objects.current().filter(user=user).values("cycle")
    mine = Q(government__in=user.governments_as(Role.VERIFIER), pk__in=slices)
    return Cycle.objects.filter(Q(government__in=user.governments_as(*WHOLE)) | mine)


def cycles_to_lead(user: "User") -> QuerySet[Cycle]:
    """Return the cycles of the governments at which the user is evaluator today."""
    return Cycle.objects.filter(government__in=user.governments_as(Role.EVALUATOR))


def cycles_to_assign(user: "User") -> QuerySet[Cycle]:
    """Return the cycles in which the user says who verifies what."""
    return Cycle.objects.filter(government__in=user.governments_as(Role.EVALUATOR, Role.ADMIN))


def entries_to_review(user: "User") -> QuerySet[Entry]:
    """Return the graded entries that the user reviews; a check is judged with its grade."""
    whole = Q(scorecard__government__in=user.governments_as(*WHOLE))
    return Entry.objects.filter(whole | in_slice(user)).exclude(node__kind=NodeKind.CHECK)


def documents_of_slices(user: "User") -> "QuerySet[EvidenceLink, Any] | None":
    """Return the keys of the documents that prove something in the user's slices; None for who is no verifier."""
    if not user.governments_as(Role.VERIFIER):
        return None
    mine = [Assignment.objects.covering("entry__", node).filter(user=user) for node in ("node", "node__parent")]
    links = EvidenceLink.objects.filter(Exists(mine[0]) | Exists(mine[1]))
    return links.filter(entry__scorecard__government__in=user.governments_as(Role.VERIFIER)).values(
        "revision__document"
    )


def scope_of(user: "User", cycle: Cycle) -> Scope:
    """Return what the user reviews of a cycle; LookupError when nothing."""
    party = seat_at(user, cycle.government_id)
    entries = entries_to_review(user).filter(scorecard__cycle=cycle)
    return Scope(cycle, party, entries, holds=party == Mark.Party.EVALUATOR and cycle.pk in holding([cycle.pk]))


def holding(cycle_ids: "Collection[int] | QuerySet[Any, Any]") -> set[int]:
    """Return the cycles whose verifiers can verify now, so that the evaluator lets them go first; one query."""
    now = Window.objects.filter(cycle__in=cycle_ids, role=Role.VERIFIER, unit=None, opens_at__lte=Now())
    return set(now.filter(closes_at__gte=Now()).values_list("cycle", flat=True))


def in_slice(user: "User") -> Q:
    """Return which graded entries are assigned to the user as verifier."""
    slices = Assignment.objects.covering().filter(user=user)
    return Q(Exists(slices), scorecard__government__in=user.governments_as(Role.VERIFIER))
