"""Who contributes to whom: shares in entries, and what came of them."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from portal.common.policy import Role
from portal.units.models import Unit
from scorecards.entries.models import Contribution, EvidenceLink

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

WHOLE_CITY = (Role.EVALUATOR, Role.LEADER)


@dataclass
class Sum:
    """What one unit gave and got: shares asked for, those with evidence or a note, their documents, shares received."""

    unit: Unit
    asked: int = 0
    given: int = 0
    documents: int = 0
    received: int = 0

    @property
    def waits(self) -> int:
        """Return how many shares are still open."""
        return self.asked - self.given


@dataclass(frozen=True)
class Picture:
    """Everything that one reader sees."""

    shares: "QuerySet[Contribution]"
    sums: list[Sum] = field(default_factory=list)


def shares_for(user: "User") -> "QuerySet[Contribution]":
    """Return the shares that a person may know of: the city's, or those in which the own unit takes part.

    Each carries `documents`, the number of documents of the contributing unit that prove the entry, and `owner`.
    """
    units = user.units_as(Role.OPERATOR, Role.HEAD)
    whole = Q(entry__scorecard__government__in=user.governments_as(*WHOLE_CITY))
    part = Q(unit__in=units) | Q(entry__lead__in=units) | Q(entry__scorecard__unit__in=units)
    proofs = EvidenceLink.objects.filter(entry=OuterRef("entry"), revision__document__unit=OuterRef("unit"))
    counted = proofs.order_by().values("entry").annotate(n=Count("pk")).values("n")
    rows = Contribution.objects.filter(whole | part).annotate(
        owner=Coalesce("entry__lead", "entry__scorecard__unit"), documents=Coalesce(Subquery(counted), 0)
    )
    rows = rows.exclude(owner__isnull=True).exclude(owner=F("unit"))
    related = rows.select_related(
        "unit",
        "entry__node",
        "entry__lead",
        "entry__scorecard__unit",
        "entry__scorecard__cycle__edition__instrument",
        "entry__scorecard__cycle__period",
    ).defer("entry__scorecard__cycle__edition__document")
    return related.order_by("-entry__scorecard__cycle__period__score_year", "entry__node__position", "unit__name", "pk")


def picture_for(user: "User", *, year: int | None = None, unit_id: int | None = None) -> Picture:
    """Return what a person sees, narrowed to a score year or to what one unit gives or gets."""
    shares = shares_for(user)
    if year is not None:
        shares = shares.filter(entry__scorecard__cycle__period__score_year=year)
    if unit_id is not None:
        shares = shares.filter(Q(unit=unit_id) | Q(entry__lead=unit_id) | Q(entry__scorecard__unit=unit_id))
    return Picture(shares, _sums(shares))


def years_of(user: "User") -> list[int]:
    """Return the score years in which a person sees shares, newest first."""
    years = shares_for(user).order_by().values_list("entry__scorecard__cycle__period__score_year", flat=True)
    return sorted(set(years), reverse=True)


def _sums(shares: "QuerySet[Contribution]") -> list[Sum]:
    """Count by unit, in two queries."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for share in shares.order_by():
        documents, owner = getattr(share, "documents", 0), share.entry.owner_id
        is_given = bool(documents or share.note)
        found[share.unit_id]["asked"] += 1
        found[share.unit_id]["given"] += is_given
        found[share.unit_id]["documents"] += documents
        if owner is not None:
            found[owner]["received"] += is_given
    units = Unit.objects.in_bulk(list(found))
    sums = [Sum(units[key], **counts) for key, counts in found.items()]
    return sorted(sums, key=lambda one: (-one.given, one.unit.name.lower(), one.unit.pk))
