"""What moved: ranks then, from the history of results or from a published snapshot, and the decisions since."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Max, Min, Q

from scorecards.domain.edition import Edition
from scorecards.domain.ranking import ranks
from scorecards.entries.models import Cycle
from scorecards.rankings.models import Snapshot, SnapshotRank
from scorecards.rankings.selectors.components import codes_under, rounded
from scorecards.rankings.selectors.published_ranking import document_of
from scorecards.reviews.models import Decision

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True)
class Before:
    """How a cycle's ranks stood at a moment, by scorecard; `number` is that of the snapshot, if it was published."""

    moment: datetime
    ranks: Mapping[int, int | None]
    verified: Mapping[int, Decimal | None]
    number: int | None = None

    def among(self, cards: Set[int]) -> "Before":
        """Return how some of the scorecards stood among each other."""
        held = {
            card: self.verified[card] if self.ranks[card] is not None else None for card in cards & self.ranks.keys()
        }
        return replace(self, ranks=ranks(held), verified={card: self.verified[card] for card in held})


@dataclass(frozen=True)
class Judged:
    """One decision that may have moved a unit: which node, and the grade or that it was returned."""

    code: str
    level: str
    is_returned: bool


def before(cycle: Cycle, *, since: datetime) -> Before | None:
    """Return how the ranks stood at `since`, or, where nothing was ranked then, when all were ranked at first.

    None when there is no earlier state to compare with. Three queries at most.
    """
    found = _state(cycle, since)
    if any(rank is not None for rank in found.ranks.values()):
        return found
    moment = _first_full(cycle)
    return None if moment is None else _state(cycle, moment)


def snapshots_of(cycle: Cycle) -> list[Snapshot]:
    """Return the published rankings of a cycle, the newest first; they exist only after its release."""
    return list(cycle.snapshots.order_by("-number"))


def published_before(snapshot: Snapshot, edition: Edition, component: str = "") -> Before:
    """Return how ranks stood in a published ranking, or those of a component, for which the file is read; one query."""
    rows = list(
        SnapshotRank.objects.filter(snapshot=snapshot, scorecard__unit__isnull=False).select_related("scorecard__unit")
    )
    placed = {row.scorecard_id: row.rank for row in rows}
    totals = {row.scorecard_id: row.total for row in rows}
    if component:
        earned = _earned(snapshot, edition, component)
        totals = {row.scorecard_id: earned.get(row.scorecard.unit.code) for row in rows if row.scorecard.unit}
        placed = ranks(totals)
    return Before(snapshot.published_at, placed, totals, snapshot.number)


def _earned(snapshot: Snapshot, edition: Edition, component: str) -> dict[str, Decimal | None]:
    """Return what each unit, by code, had earned in a component; None where no mark of it was fixed."""
    under, places = codes_under(edition, component), edition.root.places or 0
    found: dict[str, Decimal | None] = {}
    for card in document_of(snapshot)["scorecards"]:
        scores = {line["node"]: Fraction(line["result"]) for line in card["lines"]}
        found[card["unit"]] = rounded(scores.get(component), places) if under.intersection(card["fixed"]) else None
    return found


def decisions_since(scorecard_ids: Collection[int], moment: datetime) -> dict[int, tuple[Judged, ...]]:
    """Return the latest decision on each node of these scorecards after a moment, in the edition's order."""
    rows = Decision.objects.filter(entry__scorecard__in=scorecard_ids, decided_at__gt=moment)
    latest: dict[tuple[int, int, str], Judged] = {}
    for card, position, code, level, outcome in rows.order_by("pk").values_list(
        "entry__scorecard", "entry__node__position", "entry__node__code", "level", "outcome"
    ):
        latest[card, position, code] = Judged(code, level, outcome == Decision.Outcome.RETURNED)
    grouped: dict[int, list[Judged]] = defaultdict(list)
    for (card, _position, _code), judged in sorted(latest.items()):
        grouped[card].append(judged)
    return {card: tuple(judged) for card, judged in grouped.items()}


def _events(cycle: Cycle) -> "QuerySet[Any]":
    # The model is made by the decorator of Result, so that no checker sees its name.
    events: QuerySet[Any] = apps.get_model("rankings", "ResultEvent")._default_manager.all()
    return events.filter(cycle=cycle)


def _state(cycle: Cycle, moment: datetime) -> Before:
    rows = (
        _events(cycle)
        .filter(pgh_created_at__lte=moment)
        .order_by("scorecard_id", "-pgh_id")
        .distinct("scorecard_id")
        .values_list("scorecard_id", "rank", "verified")
    )
    found = list(rows)
    return Before(moment, {card: rank for card, rank, _ in found}, {card: verified for card, _, verified in found})


def _first_full(cycle: Cycle) -> datetime | None:
    """Return the moment at which the last of the units got its first rank, None when nothing changed after it."""
    times = (
        _events(cycle)
        .order_by()
        .values("scorecard_id")
        .annotate(first=Min("pgh_created_at", filter=Q(rank__isnull=False)), newest=Max("pgh_created_at"))
    )
    found = times.aggregate(moment=Max("first"), last=Max("newest"))
    moment: datetime | None = found["moment"]
    return moment if moment is not None and found["last"] > moment else None
