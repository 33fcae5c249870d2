"""How scores of children become one: the sums, and what happens to parts that do not apply."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scorecards.domain.edition import NotApplicablePolicy
from scorecards.domain.nodescore import NodeScore


@dataclass(frozen=True)
class Part:
    """A child's result, its full maximum, and the weight by which its parent multiplies both."""

    found: NodeScore
    maximum: Fraction | None
    weight: Fraction | None


@dataclass(frozen=True)
class Combined:
    """The sum of the parts; None where a part is unknown.

    `granted` is what the policy "full" added to it, `stretch` what "redistribute" multiplied it by.
    """

    score: Fraction | None
    maximum: Fraction | None
    granted: Fraction = Fraction(0)
    stretch: Fraction = Fraction(1)


def combine(parts: Sequence[Part], policy: NotApplicablePolicy) -> Combined | None:
    """Add the parts under the policy for those that do not apply; None when none of them applies."""
    live = [part for part in parts if part.found.counts]
    if not live:
        return None
    score = _total([_times(part.found.score, part.weight) for part in live])
    maximum = _total([_times(part.found.maximum, part.weight) for part in live])
    full = _total([_times(part.maximum, part.weight) for part in parts])
    if len(live) == len(parts) or policy is NotApplicablePolicy.EXCLUDE:
        return Combined(score, maximum)
    if score is None or maximum is None or full is None:
        return Combined(None, full)
    if policy is NotApplicablePolicy.FULL:
        return Combined(score + full - maximum, full, granted=full - maximum)
    # Nothing to share among parts that are worth nothing.
    stretch = full / maximum if maximum else Fraction(1)
    return Combined(score * stretch, full if maximum else maximum, stretch=stretch)


def _times(number: Fraction | None, weight: Fraction | None) -> Fraction | None:
    return None if number is None or weight is None else number * weight


def _total(numbers: Sequence[Fraction | None]) -> Fraction | None:
    known = [number for number in numbers if number is not None]
    return sum(known, Fraction(0)) if len(known) == len(numbers) else None
