"""The exact plan of least effort, against a table over a grid of hundredths of a point."""

import random
from fractions import Fraction

from scorecards.domain.climb import Move, cheapest
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


def _moves(node: str, chance: random.Random) -> list[Move]:
    gain = effort = Fraction(0)
    moves = []
    for level in range(LEVELS):
        gain += Fraction(chance.randint(2, 40), 100)
        effort += chance.randint(2, 15)
        moves.append(Move(node, "0", str(level + 1), gain, effort))
    return moves
