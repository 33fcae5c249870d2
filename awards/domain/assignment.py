"""Who judges what: every nomination by so many jurors, none of whom is barred, and the load as even as it can be."""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

Pair = tuple[int, int]
"""A juror and a nomination, by their keys."""


@dataclass(frozen=True)
class Plan:
    """The pairs to be added, and how many jurors each nomination still lacks because too few may judge it."""

    pairs: tuple[Pair, ...]
    short: Mapping[int, int]


def plan(
    *,
    jurors: Sequence[int],
    nominations: Sequence[int],
    each: int,
    barred: Collection[Pair] = (),
    given: Collection[Pair] = (),
) -> Plan:
    """Fill every nomination up to `each` jurors; what is `given` stays.

    Of those who may judge, the least loaded is taken; then pairs are handed on until no way of handing on would make
    the heaviest lighter. The same input gives the same plan.
    """
    board = _Board(jurors, barred, given)
    short = {}
    for nomination in sorted(nominations, key=lambda one: (len(board.open_to(one)), one)):
        lacking = board.fill(nomination, each)
        if lacking:
            short[nomination] = lacking
    board.even_out()
    return Plan(tuple(sorted(board.added)), short)


class _Board:
    """The pairs so far."""

    def __init__(self, jurors: Sequence[int], barred: Collection[Pair], given: Collection[Pair]) -> None:
        self.jurors = sorted(set(jurors))
        self.barred = set(barred)
        self.pairs = set(given)
        self.added: set[Pair] = set()
        self.load = dict.fromkeys(self.jurors, 0)
        for juror, _nomination in self.pairs:
            self.load[juror] = self.load.get(juror, 0) + 1

    def open_to(self, nomination: int) -> list[int]:
        """Return who may judge a nomination and does not yet."""
        return [one for one in self.jurors if (one, nomination) not in self.barred | self.pairs]

    def fill(self, nomination: int, each: int) -> int:
        """Add jurors up to `each`; return how many are lacking."""
        has = sum(1 for _juror, other in self.pairs if other == nomination)
        lightest = sorted(self.open_to(nomination), key=lambda juror: (self.load[juror], juror))
        wanted = max(0, each - has)
        for juror in lightest[:wanted]:
            self._add((juror, nomination))
        return max(0, wanted - len(lightest))

    def even_out(self) -> None:
        """Hand pairs on along the shortest way from a heavy juror to one who carries two less, while there is one."""
        while way := self._way():
            for giver, taker, nomination in way:
                self._take((giver, nomination))
                self._add((taker, nomination))

    def _way(self) -> list[tuple[int, int, int]]:
        for heavy in sorted(self.jurors, key=lambda juror: (-self.load[juror], juror)):
            if way := self._way_from(heavy):
                return way
        return []

    def _way_from(self, heavy: int) -> list[tuple[int, int, int]]:
        """Search breadth first over who could take a pair from whom."""
        came: dict[int, tuple[int, int] | None] = {heavy: None}
        queue = deque([heavy])
        while queue:
            giver = queue.popleft()
            if self.load[giver] + 2 <= self.load[heavy]:
                return _unrolled(came, giver)
            for nomination in sorted(nomination for juror, nomination in self.added if juror == giver):
                for taker in self.open_to(nomination):
                    if taker not in came:
                        came[taker] = (giver, nomination)
                        queue.append(taker)
        return []

    def _add(self, pair: Pair) -> None:
        self.pairs.add(pair)
        self.added.add(pair)
        self.load[pair[0]] += 1

    def _take(self, pair: Pair) -> None:
        self.pairs.remove(pair)
        self.added.remove(pair)
        self.load[pair[0]] -= 1


def _unrolled(came: Mapping[int, tuple[int, int] | None], last: int) -> list[tuple[int, int, int]]:
    """Return the steps of a way, the last one first, so that each taker is free when it takes."""
    steps, taker = [], last
    while step := came[taker]:
        giver, nomination = step
        steps.append((giver, taker, nomination))
        taker = giver
    return steps


def is_same_unit(works_at: Mapping[int, int | None], nominated: Mapping[int, int | None]) -> bool:
    """Return whether somebody works where a nomination comes from; both map units to the units they are part of.

    A unit and its direct parts are one house: an agency and its health centre, a district and its ward. Two parts of
    one house are not.
    """
    return any(
        one in (other, parent_of_other) or parent == other
        for one, parent in works_at.items()
        for other, parent_of_other in nominated.items()
    )
