"""What a unit must change to hold a rank, or to earn a band: the plan of least effort, and what it rests on."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from django.utils import timezone

from scorecards.domain import climb, states
from scorecards.domain.answers import read_checks
from scorecards.domain.bands import band_of
from scorecards.domain.climb import Move, NoPlan
from scorecards.domain.edition import Band, Edition, Node
from scorecards.domain.effort import Efforts, Part, working_days
from scorecards.domain.layers import layers
from scorecards.domain.numbers import round_half_up
from scorecards.domain.ranking import rank_ranges
from scorecards.domain.scoring import Outcome
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Entry, Scorecard
from scorecards.entries.turns import CHECK
from scorecards.entries.windows import UNIT_ROLES, WindowState, window_of
from scorecards.rankings.audience import Audience
from scorecards.rankings.models import Result
from scorecards.rankings.selectors.efforts import efforts_of
from scorecards.rankings.selectors.explanation import Layer
from scorecards.rankings.selectors.inputs import Inputs, inputs_of

NEXT_PEERS = 3


@dataclass(frozen=True)
class Goal:
    """A rank or a band that can be aimed at, and the least total for it; None where any total does."""

    rank: int | None
    band: Band | None
    total: Decimal | None

    @property
    def key(self) -> str:
        """Return how it is written in an address."""
        return str(self.rank) if self.band is None else self.band.code


@dataclass(frozen=True)
class Step:
    """A move of the plan, its node, and the total once it and all steps before it are done."""

    move: Move
    node: Node
    total: Decimal


@dataclass(frozen=True)
class Single:
    """The move of one node that brings most points a day, and how many; None where it costs no day."""

    move: Move
    node: Node
    rate: Decimal | None


@dataclass(frozen=True)
class Peers:
    """The totals of the other units in the same layer; `unknown` of them have none and are left out.

    `best` and `worst` are the ranks that the planned total can come to while their marks are still open, None for a
    plan of the next cycle; `same` is the rank if each of them gained as many points as the plan does.
    `stay` is the rank of the planned total if nobody else moves, `chased` if the `next` ones, the nearest at or below
    it, complete what they have under way: their reachable totals in this cycle, in the next as many points again.
    """

    totals: tuple[Decimal, ...]
    unknown: int
    best: int | None = None
    worst: int | None = None
    same: int | None = None
    stay: int | None = None
    chased: int | None = None
    next: tuple[str, ...] = ()


@dataclass(frozen=True)
class Climb:
    """A scorecard's way to a goal.

    `layer` is the layer in which the unit and its peers are compared. `total` is where it stands there, with the
    lowest answer wherever none was given; None where no official text gives a weight. `is_now`: the unit can still
    change answers of this cycle, those that lie with it, in `days_left` working days until `closes_on`; else the plan
    is for the next. `open_parts` are by node all steps up that can be estimated. `steps` is None where no plan
    reaches the goal: then `highest` is the most that all moves come to.
    """

    scorecard: Scorecard
    edition: Edition
    layer: Layer
    total: Decimal | None
    rank: int | None
    goals: tuple[Goal, ...]
    goal: Goal | None
    is_now: bool
    days_left: int | None
    efforts: Efforts
    open_parts: tuple[tuple[Node, tuple[Part, ...]], ...]
    steps: tuple[Step, ...] | None
    days: Fraction
    highest: Decimal | None
    singles: tuple[Single, ...]
    peers: Peers | None
    closes_on: date | None = None

    @property
    def fingerprint(self) -> str:
        """Return a short hash of what is planned: who accepts a plan names it, so that it is the one that was shown."""
        goal = "" if self.goal is None else self.goal.key
        moves = [
            (one.move.node, one.move.now, one.move.to, str(one.move.gain), str(one.move.effort))
            for one in self.steps or ()
        ]
        planned = (self.scorecard.cycle.edition.sha256, self.layer, goal, self.is_now, str(self.total), moves)
        return sha256(repr(planned).encode()).hexdigest()[:16]

    @property
    def is_there(self) -> bool:
        """Return whether the goal is held already."""
        return self.steps == ()

    @property
    def planned(self) -> Decimal | None:
        """Return the total once the plan is done."""
        return self.steps[-1].total if self.steps else self.total

    @property
    def hands(self) -> int:
        """Return how many people must work side by side to be done in time."""
        return -(-self.days // self.days_left) if self.days_left else 1


def climb_of(scorecard: Scorecard, audience: Audience, wanted: str = "", *, goal: Goal | None = None) -> Climb:
    """Plan for one unit as the reader may see it; ten queries, fourteen with a year before.

    Who does not see marks gets the unit's own claim and its bands, and nothing of any other unit. A `goal` that is
    given is the only one; so plans the city, whose peers have no scorecards here.
    """
    edition = edition_of(scorecard.cycle.edition)
    inputs = inputs_of(edition, [scorecard.pk])[scorecard.pk]
    layer = Layer.VERIFIED if audience.sees_marks and inputs.fixed and not inputs.open else Layer.CLAIMED
    outcome = _standing(edition, inputs, layer)
    results = _others(scorecard) if audience.sees_marks and goal is None else None
    peers = None if results is None else _peers(results, layer)
    goals = (goal,) if goal else _band_goals(edition, outcome) if peers is None else _rank_goals(peers)
    rank = None if peers is None or outcome.total is None else 1 + sum(one > outcome.total for one in peers.totals)
    goal = goal or _chosen(goals, wanted, rank)

    window = window_of(scorecard, UNIT_ROLES)
    own = _with_unit(scorecard) if window is not None and window.is_open else frozenset()
    days_left = _working_days(window) if window is not None and own else None
    efforts = efforts_of(scorecard)
    every = choices_of(edition, outcome, inputs, own or inputs.fixed | inputs.open, efforts)
    choices = _in_time(every, days_left)
    plan = None if goal is None or outcome.total is None else climb.cheapest(choices, _gap(outcome, goal))
    steps = None if plan is None else _steps(outcome, plan.moves)
    planned = steps[-1].total if steps else outcome.total
    if peers is not None and results is not None and planned is not None and outcome.total is not None:
        peers = _moving(peers, results, layer, planned, planned - outcome.total, is_now=bool(own))
    return Climb(
        scorecard=scorecard,
        edition=edition,
        layer=layer,
        total=outcome.total,
        rank=rank,
        goals=goals,
        goal=goal,
        is_now=bool(own),
        days_left=days_left,
        efforts=efforts,
        open_parts=tuple((edition.node(moves[-1].node), moves[-1].parts) for moves in every),
        steps=steps,
        days=Fraction(0) if plan is None else plan.effort,
        highest=_total(outcome, climb.most(choices)),
        singles=tuple(_single(edition, move) for move in climb.by_rate(choices)),
        peers=peers,
        closes_on=timezone.localtime(window.closes_at).date() if window is not None and own else None,
    )


def total_in(scorecard: Scorecard, layer: Layer) -> Decimal | None:
    """Return where a scorecard stands in a layer, counted as a plan counts; only for who may see that layer."""
    edition = edition_of(scorecard.cycle.edition)
    return _standing(edition, inputs_of(edition, [scorecard.pk])[scorecard.pk], layer).total


def _standing(edition: Edition, inputs: Inputs, layer: Layer) -> Outcome:
    """Score the layer with the lowest answer wherever there is none: from there each answer is a gain."""
    answers = inputs.verified if layer == Layer.VERIFIED else inputs.claimed
    return layers(edition, answers, answers, (), checks=inputs.checks).verified


def _others(scorecard: Scorecard) -> list[Result]:
    found = Result.objects.filter(cycle=scorecard.cycle_id, scorecard__unit__isnull=False)
    return list(found.exclude(scorecard=scorecard).select_related("scorecard__unit").order_by("pk"))


def _peers(results: Collection[Result], layer: Layer) -> Peers:
    known = [total for one in results if (total := _total_of(one, layer)) is not None]
    return Peers(totals=tuple(known), unknown=len(results) - len(known))


def _moving(
    peers: Peers, results: Collection[Result], layer: Layer, planned: Decimal, gain: Decimal, *, is_now: bool
) -> Peers:
    """Say where the planned total may come to stand, as peers move too."""
    peers = _chased(peers, results, layer, planned, gain, is_now=is_now)
    if not is_now:
        return peers
    low = {one.pk: one.verified for one in results if one.verified is not None and one.reachable is not None}
    high = {one.pk: one.reachable for one in results if one.verified is not None and one.reachable is not None}
    best, worst = rank_ranges({**low, 0: planned}, {**high, 0: planned})[0]
    return replace(peers, best=best, worst=worst)


def _chased(
    peers: Peers, results: Collection[Result], layer: Layer, planned: Decimal, gain: Decimal, *, is_now: bool
) -> Peers:
    """Let the three that stand nearest at or below the planned total complete what they have under way."""
    totals = [(total, one) for one in results if (total := _total_of(one, layer)) is not None]
    behind = sorted((one for one in totals if one[0] <= planned), key=lambda one: (-one[0], one[1].pk))
    nearest = behind[:NEXT_PEERS]
    grown = [max(total, one.reachable or total) if is_now else total + gain for total, one in nearest]
    stay = 1 + sum(total > planned for total in peers.totals)
    return replace(
        peers,
        same=1 + sum(total + gain > planned for total in peers.totals),
        stay=stay,
        chased=stay + sum(total > planned for total in grown),
        next=tuple(one.scorecard.unit.short_name for _total, one in nearest if one.scorecard.unit is not None),
    )


def _total_of(result: Result, layer: Layer) -> Decimal | None:
    """Return the total that compares; of a unit without any mark the verified total is a bound and no total."""
    if layer == Layer.VERIFIED:
        return result.verified if result.decided else None
    return result.claimed


def _rank_goals(peers: Peers) -> tuple[Goal, ...]:
    ranks = range(1, len(peers.totals) + 2)
    return tuple(Goal(rank, None, climb.total_for_rank(peers.totals, rank)) for rank in ranks)


def _band_goals(edition: Edition, outcome: Outcome) -> tuple[Goal, ...]:
    """Return the bands above the one that the total earns, nearest first."""
    if outcome.total is None:
        return ()
    now = band_of(edition, outcome.total)
    goals = [Goal(None, band, climb.total_for_band(edition, band)) for band in edition.bands if band != now]
    above = [goal for goal in goals if goal.total is not None and goal.total > outcome.total]
    return tuple(sorted(above, key=lambda goal: goal.total or 0))


def _chosen(goals: tuple[Goal, ...], wanted: str, rank: int | None) -> Goal | None:
    """Return the goal that the address names, else the next rank above the own one, else the nearest band."""
    nearest = str(max(1, rank - 1)) if rank else ""
    found = {goal.key: goal for goal in goals}
    return found.get(wanted) or found.get(nearest) or next(iter(goals), None)


def _with_unit(scorecard: Scorecard) -> frozenset[str]:
    """Return the graded nodes that lie with the unit: it is told that state also before the release."""
    entries = Entry.objects.filter(scorecard=scorecard, item__isnull=True, state__in=states.WITH_UNIT)
    return frozenset(entries.exclude(node__kind=CHECK).values_list("node__code", flat=True))


def choices_of(
    edition: Edition, outcome: Outcome, inputs: Inputs, codes: Collection[str], efforts: Efforts
) -> list[tuple[Move, ...]]:
    """Return the moves of these nodes; none where the edition's gains do not add up."""
    try:
        return climb.moves_of(edition, outcome, read_checks(edition, inputs.checks), codes, efforts)
    except NoPlan:
        return []


def _in_time(choices: Collection[tuple[Move, ...]], days_left: int | None) -> list[tuple[Move, ...]]:
    kept = [tuple(move for move in moves if days_left is None or move.effort <= days_left) for moves in choices]
    return [moves for moves in kept if moves]


def _gap(outcome: Outcome, goal: Goal) -> Fraction:
    return Fraction(0) if goal.total is None else climb.gap_to(outcome, goal.total)


def _steps(outcome: Outcome, moves: Collection[Move]) -> tuple[Step, ...]:
    """Put the moves in the order of what they bring a day, with the total after each."""
    steps, gained = [], Fraction(0)
    for move in climb.by_rate([[move] for move in moves]):
        gained += move.gain
        steps.append(Step(move, outcome.edition.node(move.node), _total(outcome, gained) or Decimal(0)))
    return tuple(steps)


def _single(edition: Edition, move: Move) -> Single:
    return Single(move, edition.node(move.node), None if move.rate is None else round_half_up(move.rate, 2))


def _total(outcome: Outcome, gained: Fraction) -> Decimal | None:
    root = outcome.edition.root
    now = outcome.nodes[root.code].exact
    return None if now is None else round_half_up(now + gained, root.places or 0)


def _working_days(window: WindowState) -> int:
    """Return the days from Monday to Friday from today to the day on which the window closes, both included."""
    return len(working_days(*(timezone.localtime(moment).date() for moment in (window.now, window.closes_at))))
