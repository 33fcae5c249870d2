"""One number over several instruments, by weights that a city chooses: local policy, never an official result."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from scorecards.domain.numbers import parse_exact, round_half_up
from scorecards.domain.ranking import Place, rank_ranges, ranks

K = TypeVar("K", bound=Hashable)

PLACES = 2
MAXIMUM = 100
THIRDS = {"rb": "1/3", "sakip": "1/3", "pekppp": "1/3"}
"""The weights where a city decided nothing: Reformasi Birokrasi, SAKIP and Pelayanan Publik alike."""


@dataclass(frozen=True)
class Part:
    """A unit's totals in one instrument, and what its edition gives at most; unmarked ones are bounds, not results."""

    claimed: Decimal | None
    verified: Decimal | None
    reachable: Decimal | None
    maximum: Fraction
    is_marked: bool


@dataclass(frozen=True)
class Composite:
    """The layers of one unit, of 100; `low` is the verified bound, which is its `verified` once nothing is missing.

    `shares` holds the points that each verified instrument brings, `missing` those that have no verified total.
    """

    claimed: Decimal | None
    low: Decimal | None
    reachable: Decimal | None
    shares: Mapping[str, Fraction]
    missing: tuple[str, ...]

    @property
    def verified(self) -> Decimal | None:
        """Return the composite, None while any instrument is missing: that is not a zero."""
        return None if self.missing else self.low


def read_weights(given: Mapping[str, str]) -> dict[str, Fraction]:
    """Read weights such as "1/3" exactly; ValueError unless each is above zero and they add up to exactly 1."""
    weights = {code: parse_exact(text) for code, text in given.items()}
    if any(weight <= 0 for weight in weights.values()):
        raise ValueError("a weight must lie above zero")
    if sum(weights.values()) != 1:
        raise ValueError("the weights must add up to exactly 1")
    return weights


def day_of_policy(announced_year: int, today: date) -> date:
    """Return the day whose weights hold for a score year: today, at last the end of the year of its announcement.

    So the composite of a year that is over stands, whatever a city decides for later years.
    """
    return min(today, date(announced_year, 12, 31))


def composite(weights: Mapping[str, Fraction], parts: Mapping[str, Part], exempt: Collection[str] = ()) -> Composite:
    """Weigh each instrument's total, normalised on its edition's maximum; a missing one leaves the whole pending.

    Those that are `exempt` are not applied to the unit at all: its other instruments take their weight over in
    proportion. A unit to which nothing is applied is pending.
    """
    weights = _without(weights, exempt)
    claimed = {code: _points(weights[code], part.claimed, part) for code, part in parts.items() if code in weights}
    low = {code: _points(weights[code], part.verified, part) for code, part in parts.items() if code in weights}
    high = {code: _points(weights[code], part.reachable, part) for code, part in parts.items() if code in weights}
    shares = {code: points for code in weights if (points := low.get(code)) is not None and parts[code].is_marked}
    missing = tuple(code for code in weights if code not in shares)
    return Composite(_sum(weights, claimed), _sum(weights, low), _sum(weights, high), shares, missing)


def places(units: Mapping[K, Composite]) -> dict[K, Place]:
    """Rank units by their composite; the range is where all can come to.

    While an instrument of a unit is missing, the unit may come out anywhere between nothing and everything, so that
    nobody's rank is settled by what is not known yet.
    """
    found = ranks({key: one.verified for key, one in units.items()})
    bounds = {key: _bounds(one) for key, one in units.items()}
    ranges = rank_ranges(
        {key: low for key, (low, _high) in bounds.items()}, {key: high for key, (_low, high) in bounds.items()}
    )
    return {key: Place(found[key], *ranges[key]) for key in units}


def _without(weights: Mapping[str, Fraction], exempt: Collection[str]) -> Mapping[str, Fraction]:
    """Spread the weight of the exempt over the others in proportion, exactly."""
    kept = {code: weight for code, weight in weights.items() if code not in exempt}
    whole = sum(kept.values(), Fraction(0))
    return {code: weight / whole for code, weight in kept.items()} if kept else weights


def _bounds(one: Composite) -> tuple[Decimal, Decimal]:
    if one.low is None or one.reachable is None:
        return Decimal(0), Decimal(MAXIMUM)
    return one.low, one.reachable


def _points(weight: Fraction, total: Decimal | None, part: Part) -> Fraction | None:
    return None if total is None or not part.maximum else Fraction(total) / part.maximum * weight * MAXIMUM


def _sum(weights: Mapping[str, Fraction], points: Mapping[str, Fraction | None]) -> Decimal | None:
    """Add up and round, once; None where the points of any instrument are not known."""
    found = [one for code in weights if (one := points.get(code)) is not None]
    return round_half_up(sum(found, Fraction(0)), PLACES) if len(found) == len(weights) else None
