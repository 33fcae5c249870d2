"""The city beside the published values of other governments: its place among them, and what a rank needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.units.models import Government
from scorecards.domain.standing import Known, Needed, Published, needed_for, place_among
from scorecards.editions.models import Edition, Instrument
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Period
from scorecards.rankings.models import Target
from scorecards.rankings.selectors.position import Estimate, TableRow, estimates_of

USUAL_GOAL = 2
USUAL_PLACES = 2


@dataclass(frozen=True)
class Estimated:
    """Our own total and the place that it would have while every other government keeps its published value."""

    estimate: Estimate
    total: Decimal
    place: int
    of: int


@dataclass(frozen=True)
class Standing:
    """What the goal rank needs by the published values of one instrument and year, and where our estimate would lie.

    `places` are computed among known values, and are no published ranks. `maximum` is None without an edition.
    """

    goal: int
    needed: Needed[int]
    holders: tuple[Government, ...]
    own: Decimal | None
    values: tuple[tuple[Government, Decimal], ...]
    places: dict[int, int]
    unknown: int
    maximum: Decimal | None
    is_held: bool
    estimated: Estimated | None

    @property
    def gap(self) -> Decimal | None:
        """Return how much the city's published value lacks to draw level, None where one of both is unknown."""
        if self.own is None or self.needed.shared is None or self.is_held:
            return None
        return max(self.needed.shared - self.own, Decimal(0))


def standing_of(
    city: Government, rows: Sequence[TableRow], instrument: Instrument, period: Period, wanted: int | None = None
) -> Standing:
    """Return the standing of a city among the governments of a table; five queries.

    The goal is the rank that is `wanted`, where it is one of the table's, else that of the target.
    """
    goal = wanted if wanted is not None and 1 <= wanted <= len(rows) else _goal(city, instrument, period)
    step, maximum = _measures(instrument)
    valued = tuple(
        (row.government, row.published.value) for row in rows if row.published and row.published.value is not None
    )
    values = {government.pk: value for government, value in valued}
    if maximum is not None and max(values.values(), default=maximum) > maximum:
        maximum = None  # an older edition had another scale
    own = next((row.published for row in rows if row.government == city), None)
    needed = needed_for(
        goal, [_published(row, len(rows)) for row in rows if row.government != city], step=step, maximum=maximum
    )
    return Standing(
        goal=goal,
        needed=needed,
        holders=tuple(row.government for row in rows if row.government.pk in needed.holders),
        own=own.value if own else None,
        values=valued,
        places={key: place_among(value, values) for key, value in values.items()},
        unknown=sum(row.government != city and row.government.pk not in values for row in rows),
        maximum=maximum,
        is_held=_is_held(
            own.rank if own and own.rank_of == len(rows) else None, own.value if own else None, goal, needed
        ),
        estimated=_estimated(city, instrument, values),
    )


def _goal(city: Government, instrument: Instrument, period: Period) -> int:
    """Return the rank that the city wants in an instrument: the newest target from that year on, else the usual one."""
    targets = Target.objects.filter(government=city, instrument=instrument, period__score_year__gte=period.score_year)
    target = targets.order_by("-period__score_year").first()
    return target.goal_rank if target else USUAL_GOAL


def _measures(instrument: Instrument) -> tuple[Decimal, Decimal | None]:
    """Return the smallest step and the highest value by the instrument's newest edition."""
    published = Edition.objects.filter(instrument=instrument, status=Edition.Status.PUBLISHED)
    edition = published.order_by("-code").first()
    if edition is None:
        return Decimal(1).scaleb(-USUAL_PLACES), None
    rules = edition_of(edition)
    return Decimal(1).scaleb(-rules.band_places), Decimal(rules.maximum.numerator) / rules.maximum.denominator


def _published(row: TableRow, size: int) -> Published[int]:
    """Return what is known; a rank counts only where it was given among as many governments as the table has."""
    one = row.published
    if one is None:
        return Published(row.government.pk)
    return Published(row.government.pk, one.value, one.rank if one.rank_of == size else None)


def _is_held(rank: int | None, value: Decimal | None, goal: int, needed: Needed[int]) -> bool:
    if rank is not None:
        return rank <= goal
    return value is not None and needed.known is Known.EXACT and needed.shared is not None and value >= needed.shared


def _estimated(city: Government, instrument: Instrument, values: dict[int, Decimal]) -> Estimated | None:
    estimate = estimates_of(city).get(instrument.code)
    others = {key: value for key, value in values.items() if key != city.pk}
    if estimate is None or estimate.verified is None or not others:
        return None
    return Estimated(estimate, estimate.verified, place_among(estimate.verified, others), len(others) + 1)
