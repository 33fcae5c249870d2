"""Ranks with ties, and the ranks that are still possible."""

from bisect import bisect_right
from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


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
