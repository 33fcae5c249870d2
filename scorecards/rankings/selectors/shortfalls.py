"""What holds a city back: the points that can still be won in the running cycle, and who is late."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Q

from portal.units.models import Unit
from scorecards.domain.edition import Edition
from scorecards.domain.numbers import round_half_up
from scorecards.domain.scoring import score
from scorecards.entries.models import Entry, Scorecard
from scorecards.entries.turns import CHECK
from scorecards.rankings.selectors.inputs import Inputs
from scorecards.rankings.selectors.sheets import Sheets


@dataclass(frozen=True)
class Standing:
    """What is not fixed of one scorecard, by node: the points that can still be won, and those that are claimed."""

    scorecard: Scorecard
    winnable: Mapping[str, Fraction]
    claimed: Mapping[str, Fraction]

    def at_stake(self, code: str) -> Fraction:
        """Return what a node that is not fixed can bring at all."""
        return self.claimed.get(code, Fraction(0)) + self.winnable.get(code, Fraction(0))


@dataclass(frozen=True)
class Gap:
    """Points of one sub-component that are not fixed yet and not claimed, summed over the units that can win them."""

    code: str
    name: str
    points: Decimal
    units: int
    leading: tuple[tuple[Scorecard, Decimal], ...]


@dataclass(frozen=True)
class Late:
    """A unit that has not handed in: how much it has filled in, and until when it may."""

    scorecard: Scorecard
    unit: Unit
    filled: int
    total: int
    closes_at: datetime | None
    is_over: bool


def standings_of(sheets: Sheets) -> list[Standing]:
    """Return what is still open of each unit's scorecard; six queries, for all that is asked of these sheets.

    A point can be won where the mark is not fixed and the claim (cut at its gate) is below the maximum.
    """
    return [_standing(sheets.edition, sheets.cards[pk], inputs) for pk, inputs in sheets.inputs.items()]


def gaps_of(edition: Edition, standings: Iterable[Standing], *, most: int = 5, leading: int = 3) -> list[Gap]:
    """Return the sub-components in which most points can still be won, dearest first."""
    found: dict[str, list[tuple[Fraction, Scorecard]]] = defaultdict(list)
    for standing in standings:
        for code, points in standing.winnable.items():
            found[code].append((points, standing.scorecard))
    gaps = [
        Gap(
            code=code,
            name=edition.node(code).name,
            points=round_half_up(sum((points for points, _ in parts), Fraction(0)), 2),
            units=len(parts),
            leading=tuple(
                (card, round_half_up(points, 2))
                for points, card in sorted(parts, key=lambda part: (-part[0], part[1].pk))[:leading]
            ),
        )
        for code, parts in found.items()
    ]
    return sorted(gaps, key=lambda gap: (-gap.points, gap.code))[:most]


def late_of(sheets: Sheets) -> list[Late]:
    """Return the units that still owe their scorecard, least filled in first; three queries."""
    owed = {Scorecard.Status.OPEN, Scorecard.Status.RETURNED}
    cards = [card for card in sheets.cards.values() if card.status in owed]
    filled = _filled(cards)
    late = []
    for card in cards:
        window = sheets.windows.get(card.pk)
        done, total = filled.get(card.pk, (0, 0))
        if card.unit is not None:
            late.append(
                Late(
                    scorecard=card,
                    unit=card.unit,
                    filled=done,
                    total=total,
                    closes_at=window.closes_at if window else None,
                    is_over=window is not None and window.now > window.closes_at,
                )
            )
    return sorted(late, key=lambda one: (Fraction(one.filled, max(one.total, 1)), one.unit.name.lower(), one.unit.pk))


def _filled(cards: Sequence[Scorecard]) -> dict[int, tuple[int, int]]:
    """Return how many graded entries of each scorecard have an answer, and how many there are."""
    entries = Entry.objects.filter(scorecard__in=cards).exclude(node__kind=CHECK).order_by()
    rows = entries.values("scorecard").annotate(total=Count("pk"), filled=Count("pk", filter=~Q(state="empty")))
    return {row["scorecard"]: (row["filled"], row["total"]) for row in rows}


def _standing(edition: Edition, card: Scorecard, inputs: Inputs) -> Standing:
    winnable: dict[str, Fraction] = {}
    claimed: dict[str, Fraction] = {}
    if inputs.open:
        nodes = score(edition, inputs.claimed, checks=inputs.checks).nodes
        for code in sorted(inputs.open):
            maximum, points = edition.node(code).maximum, nodes[code].score or Fraction(0)
            if maximum is not None and nodes[code].counts:
                claimed[code] = points
                if maximum > points:
                    winnable[code] = maximum - points
    return Standing(card, winnable, claimed)
