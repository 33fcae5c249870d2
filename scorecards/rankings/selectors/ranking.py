"""The ranking of a cycle's units: totals, ranks with ties, and the ranks that are still possible."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils import timezone

from portal.common import work
from portal.units.models import PeerGroup, Unit
from scorecards.domain.bands import band_of
from scorecards.domain.edition import Edition, Node
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Cycle, Scorecard
from scorecards.rankings.models import Computation, Result, Snapshot
from scorecards.rankings.selectors.components import component_results, ranked_among
from scorecards.rankings.selectors.movement import Before, before, published_before

if TYPE_CHECKING:
    from portal.accounts.models import User

OLD = timedelta(hours=24)


@dataclass(frozen=True)
class Row:
    """One unit's place. `rank` is None while no mark of it is verified; `best` and `worst` are what it can come to.

    `movement` is how many ranks it rose (positive) or fell since the comparison, None where there is none.
    """

    unit: Unit
    scorecard: Scorecard
    result: Result
    rank: int | None
    best: int | None
    worst: int | None
    movement: int | None
    band: str
    best_band: str

    @property
    def verified(self) -> Decimal | None:
        """Return the verified total, None while no mark is fixed: that is not a zero."""
        return self.result.verified if self.result.decided else None

    @property
    def is_final(self) -> bool:
        """Return whether every mark is fixed."""
        return self.result.decided == self.result.entries

    @property
    def is_settled(self) -> bool:
        """Return whether the rank can move no more."""
        return self.rank is not None and self.best == self.worst


@dataclass(frozen=True)
class Freshness:
    """When the numbers were brought up to date, whether a newer answer waits to be counted, and whether that failed.

    While the city's numbers are brought up to date, `done` of `total` cycles are.
    """

    computed_at: datetime | None
    is_behind: bool
    is_stuck: bool
    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        """Return how much of the recalculation is done."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def is_old(self) -> bool:
        """Return whether the numbers are older than a day, which a reader should know although they may still hold."""
        return self.computed_at is not None and timezone.now() - self.computed_at > OLD


@dataclass(frozen=True)
class Ranking:
    """A cycle's units in the order of their ranks, by the total or by one component."""

    cycle: Cycle
    edition: Edition
    rows: tuple[Row, ...]
    compared_with: Before | None
    freshness: Freshness
    component: Node | None = None

    @property
    def maximum(self) -> Fraction:
        """Return the most that can be earned in what is ranked."""
        return self.edition.maximum if self.component is None else self.component.maximum or Fraction(0)

    @property
    def ranked(self) -> tuple[Row, ...]:
        """Return the rows that have a rank."""
        return tuple(row for row in self.rows if row.rank is not None)

    @property
    def is_final(self) -> bool:
        """Return whether every mark of every unit is fixed."""
        return bool(self.rows) and all(row.is_final for row in self.rows)

    @property
    def decided(self) -> int:
        """Return how many marks are fixed."""
        return sum(row.result.decided for row in self.rows)

    @property
    def entries(self) -> int:
        """Return how many marks there are to fix."""
        return sum(row.result.entries for row in self.rows)


def cycles_of(user: "User") -> list[Cycle]:
    """Return the cycles with a scorecard per unit that the user may look at: newest first, those of all units first."""
    cycles = Cycle.objects.visible_to(user).exclude(subject=Cycle.Subject.GOVERNMENT)
    found = cycles.select_related("edition__instrument", "period", "government").order_by("edition__code", "pk")
    return sorted(found, key=lambda cycle: (-cycle.period.score_year, cycle.subject != Cycle.Subject.UNITS))


def ranking_of(
    cycle: Cycle,
    user: "User",
    *,
    since: datetime,
    group: PeerGroup | None = None,
    component: Node | None = None,
    snapshot: Snapshot | None = None,
    freshness: Freshness | None = None,
) -> Ranking:
    """Return what `user` may see of a cycle's ranking, compared with a published one, else with that at `since`.

    Within a peer group ranks, ranges and movement are those among its members. Components have no history of their
    own: they are compared with published rankings only.
    """
    edition = edition_of(cycle.edition)
    found = Result.objects.visible_to(user).filter(cycle=cycle, scorecard__unit__isnull=False)
    if group is not None:
        found = found.filter(scorecard__unit__in=group.units.all())
    results = list(found.select_related("scorecard__unit").order_by("pk"))
    if component is not None:
        results = component_results(edition, results, component.code)
    compared = _compared(cycle, edition, since, component, snapshot) if results else None
    if group is not None and compared is not None:
        compared = compared.among({result.scorecard_id for result in results})
    is_part = group is not None or component is not None
    rows = _rows(edition, results, compared, is_part=is_part, has_bands=component is None)
    return Ranking(
        cycle, edition, tuple(sorted(rows, key=_by_rank)), compared, freshness or freshness_of(cycle), component
    )


def _compared(
    cycle: Cycle, edition: Edition, since: datetime, component: Node | None, snapshot: Snapshot | None
) -> Before | None:
    if snapshot is not None:
        return published_before(snapshot, edition, component.code if component else "")
    return before(cycle, since=since) if component is None else None


def freshness_of(cycle: Cycle) -> Freshness:
    """Return when a cycle was last computed, and how its work stands; two queries, five while work is open."""
    computed_at = Computation.objects.filter(cycle=cycle).values_list("computed_at", flat=True).first()
    if not work.is_open("ranking", cycle.pk):
        return Freshness(computed_at, is_behind=False, is_stuck=False)
    cycles = Cycle.objects.filter(government=cycle.government_id).values_list("pk", flat=True)
    done, total = work.round_of("ranking", cycles)
    return Freshness(computed_at, is_behind=True, is_stuck=work.is_parked("ranking", cycle.pk), done=done, total=total)


def stalest_of(cycles: Sequence[Cycle]) -> tuple[Cycle, Freshness] | None:
    """Return the cycle whose numbers can be relied on least, with how fresh they are; queries as of each."""
    found = [(cycle, freshness_of(cycle)) for cycle in cycles]
    never = datetime.min.replace(tzinfo=UTC)

    def by_need(one: tuple[Cycle, Freshness]) -> tuple[bool, bool, datetime]:
        _cycle, fresh = one
        return not fresh.is_stuck, not fresh.is_behind, fresh.computed_at or never

    return min(found, key=by_need, default=None)


def peer_groups_of(cycle: Cycle, units: Collection[int | None] | None = None) -> list[PeerGroup]:
    """Return the peer groups that have at least two of the cycle's units; who knows their keys saves a query."""
    groups = (
        PeerGroup.objects.filter(government=cycle.government).prefetch_related("units").order_by("position", "code")
    )
    known = set(cycle.scorecards.values_list("unit", flat=True)) if units is None else set(units)
    return [group for group in groups if len(known & {unit.pk for unit in group.units.all()}) > 1]


SORTS: Mapping[str, Callable[[Row], Decimal | int | str | None]] = {
    "peringkat": lambda row: row.rank,
    "unit": lambda row: row.unit.short_name.lower(),
    "terverifikasi": lambda row: row.verified,
    "klaim": lambda row: row.result.claimed,
    "tercapai": lambda row: row.result.reachable,
    "kemajuan": lambda row: Decimal(row.result.decided) / max(row.result.entries, 1),
    "gerak": lambda row: row.movement,
}
"""Sort keys as they stand in addresses."""


def in_order(rows: Sequence[Row], sort: str) -> list[Row]:
    """Sort by a key of SORTS, descending with a minus before it; rows without a value stay last."""
    value = SORTS[sort.removeprefix("-")]
    known = [row for row in rows if value(row) is not None]
    unknown = [row for row in rows if value(row) is None]
    # Python sorts in a stable way, so that equal ones stay in the order of rank and name.
    return [*sorted(known, key=value, reverse=sort.startswith("-")), *unknown]  # type: ignore[arg-type]


def _by_rank(row: Row) -> tuple[int, Decimal, str, int]:
    last = 10**6
    claimed = row.result.claimed or Decimal(0)
    return (row.rank or last, -claimed if row.rank is None else Decimal(0), row.unit.name.lower(), row.unit.pk)


def _rows(
    edition: Edition, results: Sequence[Result], compared: Before | None, *, is_part: bool, has_bands: bool
) -> list[Row]:
    places = {result.pk: (result.rank, result.rank_best, result.rank_worst) for result in results}
    if is_part:
        places = ranked_among(results)
    rows = []
    for result in results:
        unit = result.scorecard.unit
        if unit is None:
            continue
        rank, best, worst = places[result.pk]
        earlier = compared.ranks.get(result.scorecard_id) if compared else None
        rows.append(
            Row(
                unit=unit,
                scorecard=result.scorecard,
                result=result,
                rank=rank,
                best=best,
                worst=worst,
                movement=earlier - rank if earlier is not None and rank is not None else None,
                band=result.band,
                best_band=_band(edition, result.reachable) if has_bands else "",
            )
        )
    return rows


def _band(edition: Edition, total: Decimal | None) -> str:
    band = None if total is None else band_of(edition, total)
    return band.code if band else ""
