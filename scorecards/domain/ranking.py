"""Ranks with ties, and the ranks that are still possible."""

from bisect import bisect_right
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from scorecards.domain.layers import Layers

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Place:
    """The rank of one scorecard, and the best and worst that it can still come to; None where it has none."""

    rank: int | None
    best: int | None
    worst: int | None


def places(scored: Mapping[K, Layers], marked: Collection[K]) -> dict[K, Place]:
    """Rank scorecards among each other by the verified total; who is not `marked` has no rank yet.

    The range is where all can come to as their totals move between verified and reachable.
    """
    found = ranks({key: one.verified.total if key in marked else None for key, one in scored.items()})
    low: dict[K, Decimal] = {}
    high: dict[K, Decimal] = {}
    for key, one in scored.items():
        if one.verified.total is not None and one.reachable.total is not None:
            low[key], high[key] = one.verified.total, one.reachable.total
    ranges = rank_ranges(low, high)
    return {key: Place(found[key], *ranges.get(key, (None, None))) for key in scored}


def ranks(totals: Mapping[K, Decimal | None]) -> dict[K, int | None]:
    """Rank by total, higher is better; equal totals share a rank and the next ones are skipped (1, 2, 2, 4).

    A total of None has no rank and takes none from others.
    """
    ordered = sorted(total for total in totals.values() if total is not None)
    return {
        key: None if total is None else 1 + len(ordered) - bisect_right(ordered, total) for key, total in totals.items()
    }


def rank_ranges(low: Mapping[K, Decimal], high: Mapping[K, Decimal]) -> dict[K, tuple[int, int]]:
    """Return for each key the best and the worst rank that it can have while each total lies in its interval.

    Both mappings hold the same keys, and no low end lies above its high end; else ValueError.
    """
    if low.keys() != high.keys():
        raise ValueError("low and high must have the same keys")
    if any(low[key] > high[key] for key in low):
        raise ValueError("a low end lies above its high end")
    lows, highs = sorted(low.values()), sorted(high.values())
    count = len(lows)
    ranges = {}
    for key in low:
        # Ahead for certain: whoever cannot fall to my best. Ahead perhaps: whoever can rise above my worst.
        certain = count - bisect_right(lows, high[key])
        perhaps = count - bisect_right(highs, low[key]) - (high[key] > low[key])
        ranges[key] = (1 + certain, 1 + perhaps)
    return ranges
