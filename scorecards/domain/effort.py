"""What a change costs in working days: by the unit's own estimate, else as observed last year, else as assumed.

Every number of days says which of the three it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from scorecards.domain.states import HANDED_IN, State

SATURDAY = 5
EACH_POINT = ""
"""Stands for every step of a node whose scale names no levels."""


class Source(StrEnum):
    """Where a number of days comes from."""

    ESTIMATED = "estimated"
    OBSERVED = "observed"
    ASSUMED = "assumed"


def _refuse_negative(days: Iterable[Fraction]) -> None:
    if any(one < 0 for one in days):
        raise ValueError("effort is never negative")


@dataclass(frozen=True)
class Effort:
    """Working days for one step up the scale, and for one more check that must be fulfilled for it."""

    step: Fraction
    check: Fraction

    def __post_init__(self) -> None:
        """Refuse negative days: they would pay for changes that nobody needs."""
        _refuse_negative((self.step, self.check))


OWN_ESTIMATE = Effort(step=Fraction(2), check=Fraction(3))
"""This project's own estimate; no regulation or measurement backs it (verified: false), and screens say so."""


@dataclass(frozen=True)
class Part:
    """The step from the answer below up to `to`: its days, and whose number that is."""

    to: str
    days: Fraction
    source: Source


@dataclass(frozen=True)
class Efforts:
    """Days by node: `estimated` for the step up to an answer, `observed` for each step, `assumed` for the rest.

    What is estimated or observed holds the checks of the step; the assumption counts each check by itself.
    """

    assumed: Effort = OWN_ESTIMATE
    estimated: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    observed: Mapping[str, Fraction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse negative days."""
        _refuse_negative((*self.estimated.values(), *self.observed.values()))

    def part(self, node: str, to: str, checks: int) -> Part:
        """Return the step of a node up to an answer that takes so many further checks."""
        own = self.estimated.get((node, to), self.estimated.get((node, EACH_POINT)))
        if own is not None:
            return Part(to, own, Source.ESTIMATED)
        if node in self.observed:
            return Part(to, self.observed[node], Source.OBSERVED)
        return Part(to, self.assumed.step + checks * self.assumed.check, Source.ASSUMED)


def observed(moves: Iterable[tuple[date, State]], steps: int) -> Fraction | None:
    """Return the days for one step of an answer as it was worked on: working days with the unit, over its steps.

    `moves` tells on which day an entry came into which state, oldest first; `steps` is how far above the lowest
    answer it was handed in. The days are those on which it lay with the unit from its first draft on, and again from
    each return, up to the hand-in, first and last day included. None where it was never handed in, or where the
    history does not show its beginning.

    >>> observed([(date(2025, 1, 6), State.DRAFT), (date(2025, 1, 9), State.SUBMITTED)], 2)
    Fraction(2, 1)
    """
    days: set[date] = set()
    since: date | None = None
    for day, state in moves:
        if state in HANDED_IN:
            days |= set() if since is None else working_days(since, day)
            since = None
        elif state is not State.EMPTY and since is None:
            since = day
    return Fraction(len(days), max(steps, 1)) if days else None


def working_days(first: date, last: date) -> set[date]:
    """Return the days from Monday to Friday from the first to the last, both included."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {day for day in days if day.weekday() < SATURDAY}
