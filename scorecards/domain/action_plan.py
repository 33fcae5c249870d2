"""Arithmetic of a plan of actions: targets and realisation by quarter, how complete a plan is, how far it is done."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scorecards.domain.numbers import round_half_up

QUARTERS = (1, 2, 3, 4)
FEWEST_ROWS = 5
"""Rows that each part of a plan should have at least: the completeness test of the ministry's own portal."""

Quarters = Mapping[int, Decimal | None]


@dataclass(frozen=True)
class Planned:
    """One action as far as arithmetic needs it.

    `adds_up`: the quarters are portions of the total (documents, events); otherwise each quarter states the level
    reached by then (a percentage, an index), and the last one is the total.
    """

    part: str
    targets: Quarters
    total: Decimal | None
    realised: Quarters
    adds_up: bool = True
    is_done: bool = False
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Completeness:
    """How complete one part of a plan is: rows, rows without a gap, and how many rows lack each field."""

    rows: int
    complete: int
    lacking: tuple[tuple[str, int], ...]

    @property
    def rows_short(self) -> int:
        """Return how many rows are still to be written."""
        return max(0, FEWEST_ROWS - self.rows)

    @property
    def is_complete(self) -> bool:
        """Return whether there are enough rows and none has a gap."""
        return self.rows >= FEWEST_ROWS and self.complete == self.rows


@dataclass(frozen=True)
class Implementation:
    """How far a part of a plan is done. `percent` is None while nothing was reported: unknown is not zero."""

    percent: Decimal | None
    reported: int
    measurable: int


def combined(quarters: Quarters, *, adds_up: bool) -> Decimal | None:
    """Return what the quarters come to: their sum, or the latest that is known; None while none is.

    >>> combined({1: Decimal(2), 2: None, 3: Decimal(1)}, adds_up=True)
    Decimal('3')
    >>> combined({1: Decimal(25), 2: Decimal(40), 4: None}, adds_up=False)
    Decimal('40')
    """
    known = [value for quarter in QUARTERS if (value := quarters.get(quarter)) is not None]
    if not known:
        return None
    return sum(known, Decimal(0)) if adds_up else known[-1]


def total_fits(targets: Quarters, total: Decimal | None, *, adds_up: bool) -> bool:
    """Return whether the total is what the quarters come to; nothing is said while either is missing."""
    expected = combined(targets, adds_up=adds_up)
    return expected is None or total is None or expected == total


def share_done(action: Planned) -> Fraction | None:
    """Return the realised share of an action's total from 0 to 1, exactly; None where it cannot be measured.

    More than planned counts as all; a total of zero is reached as soon as anything was reported.
    """
    if action.is_done:
        return Fraction(1)
    realised = combined(action.realised, adds_up=action.adds_up)
    if realised is None or action.total is None:
        return None
    if action.total == 0:
        return Fraction(1)
    return max(Fraction(0), min(Fraction(1), Fraction(realised) / Fraction(action.total)))


def percent_done(action: Planned) -> Decimal | None:
    """Return the realised share in percent with two places, None where it cannot be measured.

    >>> percent_done(Planned("", {}, Decimal(3), {1: Decimal(1)}))
    Decimal('33.33')
    """
    share = share_done(action)
    return None if share is None else round_half_up(share * 100, 2)


def implementation(actions: Collection[Planned]) -> Implementation:
    """Return the mean of the realised shares of all actions that have a total, rounded once.

    An action that nobody has reported on stays in the mean with nothing realised so far, and is counted as unreported.

    >>> one, two = Planned("", {}, Decimal(3), {1: Decimal(1)}), Planned("", {}, Decimal(3), {})
    >>> implementation([one, two])
    Implementation(percent=Decimal('16.67'), reported=1, measurable=2)
    """
    measurable = [action for action in actions if action.total is not None or action.is_done]
    shares = [share for action in measurable if (share := share_done(action)) is not None]
    if not shares:
        return Implementation(None, 0, len(measurable))
    mean = sum(shares, Fraction(0)) / len(measurable)
    return Implementation(round_half_up(mean * 100, 2), len(shares), len(measurable))


def completeness(actions: Collection[Planned], fields: Sequence[str]) -> Completeness:
    """Count rows, rows without any gap, and for each field how many rows lack it."""
    lacking = tuple((name, n) for name in fields if (n := sum(name in action.missing for action in actions)))
    return Completeness(len(actions), sum(not action.missing for action in actions), lacking)


def reaches_total(action: Planned) -> bool:
    """Return whether what was reported is all that was planned."""
    realised = combined(action.realised, adds_up=action.adds_up)
    return realised is not None and action.total is not None and realised >= action.total
