"""What the city itself must change for a rank among governments, and what that rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.units.models import Government, Unit
from scorecards.domain.standing import Known, Moved, moved_ranks
from scorecards.editions.models import Instrument
from scorecards.entries.models import Cycle, Period, Scorecard
from scorecards.rankings.audience import Audience
from scorecards.rankings.models import PublishedResult
from scorecards.rankings.selectors.climb import NEXT_PEERS, Climb, Goal, climb_of
from scorecards.rankings.selectors.explanation import Layer
from scorecards.rankings.selectors.standing import Standing

LEADERSHIP = Audience(sees_marks=True, sees_documents=True)


@dataclass(frozen=True)
class Chase:
    """The governments nearest at or below the planned value, and the rank if they move again as they did last.

    `known` are those of whom two announcements are known; `unknown` the others, who are taken to stay.
    """

    known: tuple[Government, ...]
    unknown: tuple[Government, ...]
    ranks: Moved


@dataclass(frozen=True)
class CityPlan:
    """The way of the city's own scorecard to the value that a rank needs.

    `climb` is None where the needed value is unknown, or where the city has no scorecard of its own in the
    instrument: a mean of its units is none. `is_bound`: the rank may need more, as values of others are not known.
    """

    climb: Climb | None
    has_card: bool
    is_bound: bool
    chase: Chase | None = None


def city_plan_of(city: Government, standing: Standing, instrument: Instrument, period: Period) -> CityPlan:
    """Plan for the leadership, which sees the city's marks; fourteen queries, four more with a year before."""
    needed = standing.needed
    card = card_of_city(city, instrument)
    is_bound = needed.known is Known.AT_LEAST
    if card is None or needed.shared is None:
        return CityPlan(None, has_card=card is not None, is_bound=is_bound)
    target = needed.shared if is_bound or needed.alone is None else needed.alone
    found = climb_of(card, LEADERSHIP, goal=Goal(standing.goal, None, target))
    chase = None if found.steps is None else _chase(city, standing, found.planned, instrument, period)
    return CityPlan(found, has_card=True, is_bound=is_bound, chase=chase)


def leading_units(found: Climb) -> dict[str, Unit]:
    """Return the unit that answers each step's criterion, by its code."""
    entries = found.scorecard.entries.filter(item__isnull=True, lead__isnull=False).select_related("node", "lead")
    codes = [step.move.node for step in found.steps or ()]
    return {entry.node.code: entry.lead for entry in entries.filter(node__code__in=codes) if entry.lead is not None}


def may_become_actions(found: Climb) -> bool:
    """Return whether units may read what a plan rests on: their own claim always, fixed marks once released."""
    return found.layer == Layer.CLAIMED or found.scorecard.cycle.marks_released_at is not None


def card_of_city(city: Government, instrument: Instrument) -> Scorecard | None:
    """Return the city's own scorecard of the newest cycle of an instrument."""
    cards = Scorecard.objects.filter(
        unit__isnull=True,
        cycle__government=city,
        cycle__subject=Cycle.Subject.GOVERNMENT,
        cycle__edition__instrument=instrument,
    )
    related = cards.select_related("cycle__edition__instrument", "cycle__period", "government")
    return related.order_by("-cycle__period__score_year", "-pk").first()


def _chase(
    city: Government, standing: Standing, planned: Decimal | None, instrument: Instrument, period: Period
) -> Chase | None:
    if planned is None:
        return None
    others = [(government, value) for government, value in standing.values if government != city]
    behind = sorted((one for one in others if one[1] <= planned), key=lambda one: (-one[1], one[0].code))[:NEXT_PEERS]
    before = _values_before([government for government, _value in behind], instrument, period)
    gains = {one.pk: value - before[one.pk] for one, value in behind if one.pk in before}
    return Chase(
        known=tuple(one for one, _value in behind if one.pk in gains),
        unknown=tuple(one for one, _value in behind if one.pk not in gains),
        ranks=moved_ranks(planned, {one.pk: value for one, value in others}, gains),
    )


def _values_before(governments: Sequence[Government], instrument: Instrument, period: Period) -> dict[int, Decimal]:
    """Return the value of each government in the announcement before."""
    rows = PublishedResult.objects.filter(
        government__in=governments,
        instrument=instrument,
        period__score_year__lt=period.score_year,
        value__isnull=False,
    )
    found = rows.order_by("period__score_year").values_list("government", "value")
    return {key: value for key, value in found if value is not None}
