"""The composite of a city's units over several instruments of a score year."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from portal.units.models import PeerGroup, Unit
from scorecards.domain.composite import (
    PLACES,
    THIRDS,
    Composite,
    Part,
    composite,
    day_of_policy,
    places,
    read_weights,
)
from scorecards.domain.numbers import round_half_up
from scorecards.domain.ranking import Place
from scorecards.editions.models import Instrument
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import CITY_READERS, Cycle, Period, Scorecard
from scorecards.rankings.models import CompositePolicy, Result

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Weighed:
    """An instrument and its exact weight."""

    code: str
    name: str
    weight: Fraction


@dataclass(frozen=True)
class Policy:
    """The weights that hold on a day; `since` is None for those that nobody decided."""

    instruments: tuple[Weighed, ...]
    since: date | None
    reason: str
    redistributes: bool = False

    @property
    def weights(self) -> dict[str, Fraction]:
        """Return the weights by code."""
        return {one.code: one.weight for one in self.instruments}


@dataclass(frozen=True)
class Row:
    """One unit's place by the composite."""

    unit: Unit
    composite: Composite
    place: Place
    shares: tuple[tuple[Weighed, Decimal | None], ...]
    missing: tuple[str, ...]
    exempt: tuple[str, ...]

    @property
    def is_settled(self) -> bool:
        """Return whether the rank can move no more."""
        return self.place.rank is not None and self.place.best == self.place.worst


@dataclass(frozen=True)
class Gathered:
    """All units in the order of their composites; final once every mark of every instrument is fixed."""

    rows: tuple[Row, ...]
    is_final: bool


def policy_of(government_id: int, day: date) -> Policy:
    """Return the weights that hold for a government on a day: the newest whose day has come."""
    held = CompositePolicy.objects.filter(government=government_id, valid_from__lte=day).order_by("-valid_from").first()
    if held is None:
        return policy_from(THIRDS)
    return policy_from(held.weights, since=held.valid_from, reason=held.reason, redistributes=held.redistributes)


def policy_for(period: Period, government_id: int, today: date) -> Policy:
    """Return the weights by which a score year is combined; domain/composite.py says of which day."""
    return policy_of(government_id, day_of_policy(period.announced_year, today))


def policy_from(
    written: Mapping[str, str], *, since: date | None = None, reason: str = "", redistributes: bool = False
) -> Policy:
    """Read written weights; they need not be stored."""
    weights = read_weights(written)
    names = dict(Instrument.objects.filter(code__in=weights).values_list("code", "name"))
    weighed = tuple(Weighed(code, names.get(code, code.upper()), weight) for code, weight in weights.items())
    return Policy(weighed, since, reason, redistributes)


def composite_of(cycles: Sequence[Cycle], policy: Policy, user: "User", group: PeerGroup | None = None) -> Gathered:
    """Return what `user` may see of the composite over the cycles of one score year and government.

    An instrument of which the user may see no result is missing for every unit alike, and brings no unit into the
    list: whether a mark of it exists cannot be told from here.
    """
    seen = user.governments_as(*CITY_READERS)
    open_to = [cycle for cycle in cycles if cycle.government_id in seen or cycle.marks_released_at is not None]
    return gather(open_to, policy, group)


def gather(cycles: Sequence[Cycle], policy: Policy, group: PeerGroup | None = None) -> Gathered:
    """Return the composite over cycles whose results the reader may see, all of one score year and government."""
    chosen = _one_per_instrument(cycles)
    found = Result.objects.filter(cycle__in=chosen.values(), scorecard__unit__isnull=False)
    if group is not None:
        found = found.filter(scorecard__unit__in=group.units.all())
    codes = {cycle.pk: code for code, cycle in chosen.items()}
    parts: dict[Unit, dict[str, Part]] = defaultdict(dict)
    weights = policy.weights
    is_final = True
    for result in found.select_related("scorecard__unit"):
        code, unit = codes[result.cycle_id], result.scorecard.unit
        if unit is not None and code in weights:
            parts[unit][code] = Part(
                result.claimed,
                result.verified,
                result.reachable,
                edition_of(chosen[code].edition).maximum,
                is_marked=result.decided > 0,
            )
            is_final = is_final and result.decided == result.entries
    exempt = _exempt(chosen, parts, policy)
    units = {unit: composite(weights, given, exempt[unit]) for unit, given in parts.items()}
    placed = places(units)
    rows = (_row(unit, units[unit], placed[unit], policy, exempt[unit]) for unit in units)
    return Gathered(tuple(sorted(rows, key=_by_rank)), is_final and not any(one.missing for one in units.values()))


def _exempt(chosen: Mapping[str, Cycle], units: Collection[Unit], policy: Policy) -> dict[Unit, frozenset[str]]:
    """Return the instruments that run without a scorecard of a unit; one that does not run at all is missing."""
    if not policy.redistributes:
        return dict.fromkeys(units, frozenset())
    running = {cycle.pk: code for code, cycle in chosen.items() if code in policy.weights}
    cards = Scorecard.objects.filter(cycle__in=running, unit__in=units).values_list("unit", "cycle")
    assessed = {(unit, running[cycle]) for unit, cycle in cards}
    return {unit: frozenset(code for code in running.values() if (unit.pk, code) not in assessed) for unit in units}


def _one_per_instrument(cycles: Sequence[Cycle]) -> dict[str, Cycle]:
    """Return the first cycle of each instrument: that of all units stands before that of service units."""
    chosen: dict[str, Cycle] = {}
    for cycle in cycles:
        chosen.setdefault(cycle.edition.instrument.code, cycle)
    return chosen


def _row(unit: Unit, found: Composite, place: Place, policy: Policy, exempt: Collection[str]) -> Row:
    return Row(
        unit=unit,
        composite=found,
        place=place,
        shares=tuple((one, _rounded(found.shares.get(one.code))) for one in policy.instruments),
        missing=tuple(one.name for one in policy.instruments if one.code in found.missing),
        exempt=tuple(one.name for one in policy.instruments if one.code in exempt),
    )


def _rounded(share: Fraction | None) -> Decimal | None:
    return None if share is None else round_half_up(share, PLACES)


def _by_rank(row: Row) -> tuple[int, str, int]:
    last = 10**6
    return (row.place.rank or last, row.unit.name.lower(), row.unit.pk)
