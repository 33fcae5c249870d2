"""What must change to reach a total: the higher answers that lift it there at least effort, and the proof if none do.

A multiple-choice knapsack, solved exactly: of each node at most one higher answer is chosen, so that the gains reach
the gap and the effort is least. The gains of an edition's nodes add up because everything between a leaf and the
total multiplies by a constant; where an edition rounds in between that is not so, and no plan is made.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

from scorecards.domain.bands import band_of
from scorecards.domain.edition import Band, Edition, Node, NodeKind, Rule
from scorecards.domain.effort import Efforts, Part, Source
from scorecards.domain.gates import cap, propose
from scorecards.domain.nodescore import NodeScore
from scorecards.domain.numbers import plain, round_half_up
from scorecards.domain.scoring import Checks, Outcome, points_of


class NoPlan(ValueError):
    """The edition's gains do not add up, or its total is unknown, so that no plan would be exact."""


@dataclass(frozen=True)
class Move:
    """One node lifted from what it counts now to a higher answer: points of the total, days, and further checks.

    `parts` are the steps that the days add up from.
    """

    node: str
    now: str
    to: str
    gain: Fraction
    effort: Fraction
    checks: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def rate(self) -> Fraction | None:
        """Points for each day; None where it costs no day."""
        return self.gain / self.effort if self.effort else None

    @property
    def sources(self) -> dict[Source, Fraction]:
        """Return how many of the days come from where."""
        found: dict[Source, Fraction] = {}
        for part in self.parts:
            found[part.source] = found.get(part.source, Fraction(0)) + part.days
        return found


@dataclass(frozen=True)
class Plan:
    """Moves in the order of their nodes, at most one for each."""

    moves: tuple[Move, ...]

    @property
    def gain(self) -> Fraction:
        """The points that all moves add to the total, before it is rounded."""
        return sum((move.gain for move in self.moves), Fraction(0))

    @property
    def effort(self) -> Fraction:
        """The days that all moves cost."""
        return sum((move.effort for move in self.moves), Fraction(0))


Choices = Sequence[Sequence[Move]]
"""For each node the moves of which at most one can be chosen."""

_Path = tuple[Any, ...]
# What a choice costs, the negative of what it gains, and the moves: (path before, (node's place, move's place)).
_State = tuple[int, int, _Path]


def cheapest(choices: Choices, gap: Fraction) -> Plan | None:
    """Return the plan of least effort that gains at least `gap`; None if there is none (then `most` is below it).

    Of plans that cost the same: the fewest moves, then the most points, then the one whose nodes stand first.
    """
    if gap <= 0:
        return Plan(())
    rest = _best_of_rest(choices)
    if rest[0] < gap:
        return None
    scale = lcm(gap.denominator, *(move.gain.denominator for moves in choices for move in moves))
    days = lcm(*(move.effort.denominator for moves in choices for move in moves))
    each = len(choices) + 1  # so that no number of moves outweighs the smallest part of a day
    wanted = int(gap * scale)
    open_: list[_State] = [(0, 0, ())]
    done: _State | None = None
    for place, moves in enumerate(choices):
        steps = [
            (int(move.effort * days) * each + 1, int(move.gain * scale), (place, number))
            for number, move in enumerate(moves)
        ]
        longer = [(cost + more, lack - gain, (path, at)) for more, gain, at in steps for cost, lack, path in open_]
        # Whoever reaches the gap is complete: one more move would only cost more.
        reached = [state for state in longer if -state[1] >= wanted]
        done = min([*reached, done] if done else reached, default=None)
        least = wanted - int(rest[place + 1] * scale)
        open_ = _front([*open_, *longer], least, wanted, None if done is None else done[0])
    return None if done is None else Plan(tuple(choices[place][number] for place, number in _along(done[2])))


def most(choices: Choices) -> Fraction:
    """Return the points that the best move of every node adds together; no plan gains more."""
    return _best_of_rest(choices)[0]


def by_rate(choices: Choices) -> list[Move]:
    """Return the move of each node that brings most points a day, the best first; free ones before all others."""
    best = [min(moves, key=_rate) for moves in choices if moves]
    return sorted(best, key=_rate)


def total_for_rank(others: Collection[Decimal], rank: int) -> Decimal | None:
    """Return the least total that holds that rank among `others`, equal totals sharing one; None where any does."""
    if rank < 1:
        raise ValueError("the first rank is 1")
    return sorted(others, reverse=True)[rank - 1] if rank <= len(others) else None


def total_for_band(edition: Edition, band: Band) -> Decimal:
    """Return the least total that lies in a band, at the places to which bands round."""
    low = round_half_up(band.low, edition.band_places)
    return low if band_of(edition, low) == band else low + Decimal(f"1e-{edition.band_places}")


def gap_to(outcome: Outcome, target: Decimal) -> Fraction:
    """Return the points that are missing, before rounding, until the total rounds half up to the target or above."""
    root = outcome.edition.root
    now = outcome.nodes[root.code].exact
    if now is None:
        raise NoPlan(f"{outcome.edition.code}: the total is unknown")
    return Fraction(round_half_up(target, root.places or 0)) - Fraction(1, 2 * 10 ** (root.places or 0)) - now


def moves_of(
    edition: Edition, outcome: Outcome, checks: Checks | None, codes: Collection[str], efforts: Efforts
) -> list[tuple[Move, ...]]:
    """Return for each node of `codes` that can rise its moves, smallest first, in the edition's order.

    Only criteria rise: surveys, facts and what authorities publish are nobody's to lift. A graded node with a gate
    rises as far as all its checks propose: grades above that ask for years of keeping it up, which no effort buys.
    """
    if any(node.places is not None for node in edition.nodes if node.scale is None and node.parent is not None):
        raise NoPlan(f"{edition.code} rounds inside its tree, so that gains do not add up")
    found = [_moves(edition, outcome, checks, node, efforts) for node in _risers(edition) if node.code in codes]
    return [moves for moves in found if moves]


def _risers(edition: Edition) -> list[Node]:
    return [node for node in edition.answerable() if node.kind is NodeKind.CRITERION and node.rule is not Rule.NONE]


def _moves(edition: Edition, outcome: Outcome, checks: Checks | None, node: Node, efforts: Efforts) -> tuple[Move, ...]:
    scored = outcome.nodes[node.code]
    if scored.value is None or scored.score is None:
        return ()
    now = scored.gate.cap if scored.gate else scored.given or ""
    times = _multiplier(edition, outcome.nodes, node)
    moves: list[Move] = []
    parts: list[Part] = []
    fulfilled = 0
    higher = [answer for answer in _answers(edition, node) if answer[1] > scored.value]
    for to, value in sorted(higher, key=lambda answer: answer[1]):
        needed = _checks_for(edition, checks, node, value)
        if needed is None:
            break  # what all checks together do not propose, none of the higher answers gets either
        parts.append(efforts.part(node.code, to, needed - fulfilled))
        fulfilled = needed
        points = points_of(edition, node, value) or Fraction(0)
        earned = points if node.places is None else Fraction(round_half_up(points, node.places))
        gain = (earned - scored.score) * times
        if gain > 0:
            days = sum((part.days for part in parts), Fraction(0))
            moves.append(Move(node.code, now, to, gain, days, needed, tuple(parts)))
    return tuple(moves)


def steps_to(edition: Edition, node: Node, answer: Decimal | str) -> int | None:
    """Return how many answers of a node lie above its lowest one, up to this; None for one that is not among them."""
    if node.kind is not NodeKind.CRITERION:
        return None
    written = answer if isinstance(answer, str) else plain(answer)
    found = [to for to, _value in sorted(_answers(edition, node), key=lambda one: one[1])]
    return found.index(written) if written in found else None


def _answers(edition: Edition, node: Node) -> list[tuple[str, Fraction]]:
    """Return the answers that have a name or are whole numbers; between them one cannot say what a step takes."""
    scale = edition.scale_of(node)
    if node.levels:
        return [(level.code if scale.levels else plain(level.value), level.value) for level in node.levels]
    if not scale.whole:
        return []
    return [(plain(Fraction(whole)), Fraction(whole)) for whole in range(int(scale.minimum), int(scale.maximum) + 1)]


def _checks_for(edition: Edition, checks: Checks | None, node: Node, value: Fraction) -> int | None:
    """Return the fewest further checks with which that value may be given; None where no number of them does."""
    states = [] if checks is None else [checks.get(check.code, False) for check in edition.checks(node.code)]
    asked = [state for state in states if state is not None]
    if not asked or edition.gate_of(node.code) is None:
        return 0
    level = edition.scale_of(node).level
    if value > level(propose(edition, node.code, len(asked), len(asked))).value:
        return None
    fulfilled = sum(asked)
    return next(
        more
        for more in range(len(asked) - fulfilled + 1)
        if level(cap(edition, node.code, fulfilled + more, len(asked))).value >= value
    )


def _multiplier(edition: Edition, nodes: Mapping[str, NodeScore], node: Node) -> Fraction:
    """Return what a point of a leaf is worth in the total."""
    times = Fraction(1)
    while node.parent is not None:
        parent = edition.node(node.parent)
        weight = (node.weight or Fraction(0)) if parent.rule is Rule.WEIGHTED else Fraction(1)
        times *= weight * parent.factor * nodes[parent.code].stretch
        node = parent
    return times


def _rate(move: Move) -> tuple[bool, Fraction, Fraction]:
    """Sort key: free moves first (the largest of them before the others), then points per day from the top."""
    return (move.rate is not None, -(move.rate or Fraction(0)), -move.gain)


def _best_of_rest(choices: Choices) -> list[Fraction]:
    """Return the most that can be gained from each place on, and 0 at the end."""
    rest = [Fraction(0)]
    for moves in reversed(choices):
        rest.append(rest[-1] + max((move.gain for move in moves), default=Fraction(0)))
    return rest[::-1]


def _front(states: list[_State], least: int, wanted: int, bound: int | None) -> list[_State]:
    """Keep the states that may still become the best: each costs less than all that gain as much.

    `least` is what must have been gained by now, as the rest cannot make up for more; `bound` is what a plan that
    is complete already costs.
    """
    kept: list[_State] = []
    for state in sorted(states):
        cost, lack, _path = state
        if bound is not None and cost >= bound:
            break
        if least <= -lack < wanted and (not kept or lack < kept[-1][1]):
            kept.append(state)
    return kept


def _along(path: _Path) -> list[tuple[int, int]]:
    """Return the chosen moves of a path, first node first."""
    found = []
    while path:
        path, at = path
        found.append(at)
    return found[::-1]
