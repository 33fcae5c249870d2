"""What a rank needs among governments whose published values may be known in part."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Known(StrEnum):
    """How much can be said about the value that a rank needs."""

    EXACT = "exact"
    AT_LEAST = "at least"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Published(Generic[K]):
    """What an authority published about one government; either may be unknown."""

    key: K
    value: Decimal | None = None
    rank: int | None = None


@dataclass(frozen=True)
class Needed(Generic[K]):
    """The value that a rank needs as others stand: `shared` draws level with the `holders`, `alone` passes them.

    `alone` is None where no value lies above theirs. With `AT_LEAST` the rank may need more: others are not known.
    """

    known: Known
    holders: tuple[K, ...] = ()
    shared: Decimal | None = None
    alone: Decimal | None = None


def needed_for(
    rank: int, others: Sequence[Published[K]], *, step: Decimal, maximum: Decimal | None = None
) -> Needed[K]:
    """Return what a government needs to stand at `rank` or better while the `others` keep their values.

    A published holder of the rank tells it. Without one the rank needs the value of the `rank`-th highest of the
    others: fewer than `rank` then stand above. While values of others are not known, that is a lower bound.
    """
    holding = [one for one in others if one.rank == rank]
    if holding:
        return _at(Known.EXACT, [one for one in holding if one.value is not None], step, maximum)
    valued = sorted((one for one in others if one.value is not None), key=_value, reverse=True)
    if len(valued) < rank:
        return Needed(Known.NOTHING)
    edge = valued[rank - 1].value
    known = Known.EXACT if len(valued) == len(others) else Known.AT_LEAST
    return _at(known, [one for one in valued if one.value == edge], step, maximum)


def place_among(value: Decimal, values: Mapping[K, Decimal]) -> int:
    """Return the place of a value among known ones; equal values share it."""
    return 1 + sum(one > value for one in values.values())


@dataclass(frozen=True)
class Moved:
    """The rank of a planned value if others `stay`, and if some of them are `chased` up by what they gain."""

    stay: int
    chased: int


def moved_ranks(planned: Decimal, values: Mapping[K, Decimal], gains: Mapping[K, Decimal]) -> Moved:
    """Return the place of a planned value among others, and its place once those with a gain have moved by it.

    Nobody is taken to fall: a gain below nothing counts as none, so that the second is never the better one.
    """
    grown = {key: value + max(gains.get(key, Decimal(0)), Decimal(0)) for key, value in values.items()}
    return Moved(place_among(planned, values), place_among(planned, grown))


def _at(known: Known, holders: Sequence[Published[K]], step: Decimal, maximum: Decimal | None) -> Needed[K]:
    if not holders:
        return Needed(Known.NOTHING)
    edge = max(_value(one) for one in holders)
    passed = edge + step
    return Needed(
        known,
        holders=tuple(one.key for one in holders),
        shared=edge,
        alone=passed if maximum is None or passed <= maximum else None,
    )


def _value(one: Published[K]) -> Decimal:
    return one.value if one.value is not None else Decimal(0)
