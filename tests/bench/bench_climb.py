"""The exact plan of least effort: of a unit against every combination, of a city against a table over a grid."""

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from scorecards.domain.climb import Move, cheapest, moves_of
from scorecards.domain.effort import Efforts
from scorecards.domain.scoring import score
from scorecards.instruments.reader import read
from tests.bench.frame import Work, benchmark

NODES, LEVELS, GAP, SEED = 80, 4, Fraction("6.5"), 2025


@benchmark("climb-80-criteria", rival="a table over gains in hundredths and least days, without moves, ties or proof")
def climb_city() -> tuple[Work, Work]:
    """Plan 6.50 points among 80 criteria with four higher levels each: a whole city's indicators at once."""
    chance = random.Random(SEED)
    choices = [_moves(str(node), chance) for node in range(NODES)]
    wanted = int(GAP * 100)
    plain = [[(int(move.gain * 100), int(move.effort)) for move in moves] for moves in choices]

    def ours() -> object:
        plan = cheapest(choices, GAP)
        return None if plan is None else int(plan.effort)

    def rival() -> object:
        never = 10**9
        least = [0] + [never] * wanted
        for moves in plain:
            before = least[:]
            for gain, effort in moves:
                for points, days in enumerate(before):
                    if days < never:
                        reached = min(wanted, points + gain)
                        least[reached] = min(least[reached], days + effort)
        return least[wanted]

    return ours, rival


@benchmark("climb-unit-sakip", rival="every combination of the same moves in whole numbers, without ties", rounds=3)
def climb_unit() -> tuple[Work, Work]:
    """Plan 12 points for a unit that stands at CC in all twelve sub-components, with estimates of its own."""
    edition, chance = read("sakip/2021").edition, random.Random(SEED)
    graded = [node.code for node in edition.answerable()]
    estimated = {(code, to): Fraction(chance.randint(1, 20), 2) for code in graded for to in ("B", "BB")}
    outcome, gap = score(edition, dict.fromkeys(graded, "CC")), Fraction(12)

    def found() -> Sequence[Sequence[Move]]:
        return moves_of(edition, outcome, None, graded, Efforts(estimated=estimated))

    plain = [
        [(0, 0), *((int(one.gain * 100), int(one.effort * 2)) for one in moves if _is_planned(one))]
        for moves in found()
    ]

    def ours() -> object:
        plan = cheapest([[one for one in moves if _is_planned(one)] for moves in found()], gap)
        return None if plan is None else int(plan.effort * 2)

    def rival() -> object:
        reached = (picked for picked in product(*plain) if sum(gain for gain, _days in picked) >= gap * 100)
        return min(sum(days for _gain, days in picked) for picked in reached)

    return ours, rival


def _is_planned(move: Move) -> bool:
    """Keep the two steps that all checks propose; without checks the scale's highest grades would rise, too."""
    return move.to in {"B", "BB"}


def _moves(node: str, chance: random.Random) -> list[Move]:
    gain = effort = Fraction(0)
    moves = []
    for level in range(LEVELS):
        gain += Fraction(chance.randint(2, 40), 100)
        effort += chance.randint(2, 15)
        moves.append(Move(node, "0", str(level + 1), gain, effort))
    return moves
