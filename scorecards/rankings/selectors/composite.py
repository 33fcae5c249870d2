"""The composite of a city's units over several instruments of a score year."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from portal.units.models import PeerGroup, Unit
from scorecards.domain.composite import PLACES, THIRDS, Composite, Part, composite, places, read_weights
from scorecards.domain.numbers import round_half_up
from scorecards.domain.ranking import Place
from scorecards.editions.models import Instrument
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Cycle
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


@dataclass(frozen=True)
class Row:
    """One unit's place by the composite."""

    unit: Unit
    composite: Composite
    place: Place
    shares: tuple[tuple[Weighed, Decimal | None], ...]
    missing: tuple[str, ...]

    @property
    def is_settled(self) -> bool:
        """Return whether the rank can move no more."""
        return self.place.rank is not None and self.place.best == self.place.worst


@dataclass(frozen=True)
class Gathered:
    """All units in the order of their composites; final once every mark of every instrument is fixed."""

    rows: tuple[Row, ...]
    is_final: bool


def policy_of(government_id: int, today: date) -> Policy:
    """Return the weights that a government uses today."""
    held = (
        CompositePolicy.objects.filter(government=government_id, valid_from__lte=today).order_by("-valid_from").first()
    )
    weights = read_weights(held.weights if held else THIRDS)
    names = dict(Instrument.objects.filter(code__in=weights).values_list("code", "name"))
    weighed = tuple(Weighed(code, names.get(code, code.upper()), weight) for code, weight in weights.items())
    return Policy(weighed, held.valid_from if held else None, held.reason if held else "")


def composite_of(cycles: Sequence[Cycle], policy: Policy, user: "User", group: PeerGroup | None = None) -> Gathered:
    """Return what `user` may see of the composite over the cycles of one score year and government.

    An instrument of which the user may see no result is missing for every unit alike, and brings no unit into the
    list: whether a mark of it exists cannot be told from here.
    """
    chosen = _one_per_instrument(cycles)
    found = Result.objects.visible_to(user).filter(cycle__in=chosen.values(), scorecard__unit__isnull=False)
    if group is not None:
        found = found.filter(scorecard__unit__in=group.units.all())
    codes = {cycle.pk: code for code, cycle in chosen.items()}
    parts: dict[Unit, dict[str, Part]] = defaultdict(dict)
    weights = {one.code: one.weight for one in policy.instruments}
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
    units = {unit: composite(weights, given) for unit, given in parts.items()}
    placed = places(units)
    rows = tuple(sorted((_row(unit, units[unit], placed[unit], policy) for unit in units), key=_by_rank))
    return Gathered(rows, is_final and all(not row.missing for row in rows))


def _one_per_instrument(cycles: Sequence[Cycle]) -> dict[str, Cycle]:
    """Return the first cycle of each instrument: that of all units stands before that of service units."""
    chosen: dict[str, Cycle] = {}
    for cycle in cycles:
        chosen.setdefault(cycle.edition.instrument.code, cycle)
    return chosen


def _row(unit: Unit, found: Composite, place: Place, policy: Policy) -> Row:
    return Row(
        unit=unit,
        composite=found,
        place=place,
        shares=tuple((one, _rounded(found.shares.get(one.code))) for one in policy.instruments),
        missing=tuple(one.name for one in policy.instruments if one.code in found.missing),
    )


def _rounded(share: Fraction | None) -> Decimal | None:
    return None if share is None else round_half_up(share, PLACES)


def _by_rank(row: Row) -> tuple[int, str, int]:
    last = 10**6
    return (row.place.rank or last, row.unit.name.lower(), row.unit.pk)
