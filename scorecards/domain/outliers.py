"""Which answers look odd beside earlier ones or beside their evidence. Oddities warn; they never block anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scorecards.domain.edition import Scale
from scorecards.domain.numbers import plain

JUMP_STEPS = 2
"""So many levels of difference to the year before are a jump."""


class Oddity(StrEnum):
    """What is odd about an answer."""

    JUMP = "jump"  # two or more levels away from the year before, without a new document
    FAR = "far"  # a number far outside the unit's last ones
    UNPROVEN = "unproven"  # the highest answer, or all criteria fulfilled, without any document


@dataclass(frozen=True)
class Claim:
    """An answer: a level or a number, its criteria, and its documents; `new_documents` did not prove it last year."""

    level: str = ""
    value: Decimal | None = None
    fulfilled: int = 0
    of: int = 0
    documents: int = 0
    new_documents: int = 0


@dataclass(frozen=True)
class Earlier:
    """What the same unit answered in earlier years, the latest first; None for a year without an answer."""

    levels: Sequence[str] = ()
    values: Sequence[Decimal] = ()


def oddities(scale: Scale, claim: Claim, earlier: Earlier) -> list[Oddity]:
    """Return what is odd about a claim.

    Without an answer nothing is, and what no earlier year is known of cannot be far from it.
    """
    rules = (
        (Oddity.JUMP, _jumps(scale, claim, earlier)),
        (Oddity.FAR, claim.value is not None and _is_far(claim.value, earlier.values)),
        (Oddity.UNPROVEN, claim.documents == 0 and _is_highest(scale, claim)),
    )
    return [oddity for oddity, holds in rules if holds]


def usual_range(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Return the range in which a number is usual: the last ones, and around them as much as they differ.

    Around values that hardly differ it is half of the largest: 100 every year makes 50 to 150 usual.

    >>> usual_range([Decimal(100), Decimal(100)])
    (Decimal('50'), Decimal('150'))
    """
    low, high = min(values), max(values)
    room = max(high - low, max(abs(low), abs(high)) / 2)
    return low - room, high + room


def _jumps(scale: Scale, claim: Claim, earlier: Earlier) -> bool:
    ranks = {level.code: rank for rank, level in enumerate(sorted(scale.levels, key=lambda level: level.value))}
    last = earlier.levels[0] if earlier.levels else ""
    if claim.new_documents or claim.level not in ranks or last not in ranks:
        return False
    return abs(ranks[claim.level] - ranks[last]) >= JUMP_STEPS


def _is_far(value: Decimal, values: Sequence[Decimal]) -> bool:
    if not values:
        return False
    low, high = usual_range(values)
    return not low <= value <= high


def _is_highest(scale: Scale, claim: Claim) -> bool:
    if claim.of and claim.fulfilled == claim.of:
        return True
    if claim.value is not None:
        return plain(claim.value) == scale.best
    return bool(claim.level) and claim.level == scale.best
