"""The demo's accepted plan: how a unit rises by a rank next year, as the mayor made actions of it."""

import pghistory

from portal.demo.accounts import People
from scorecards.entries.models import Cycle, Scorecard
from scorecards.rankings.audience import audience_of_unit
from scorecards.rankings.models import Plan
from scorecards.rankings.selectors.climb import climb_of
from scorecards.rankings.services.plans import accept_plan, due_of
from scorecards.rankings.services.recompute import recompute

FIRST = "dinkes"


def accept_one(cycle: Cycle, people: People) -> Plan | None:
    """Accept the plan of one unit for the next rank above its own; the first unit that has one, dinkes before others.

    The ranks are computed first: the plan is made of what the others reach.
    """
    recompute(cycle_id=cycle.pk)
    cards = Scorecard.objects.filter(cycle=cycle).select_related("cycle__edition", "cycle__period", "unit")
    for card in sorted(cards, key=lambda card: (card.unit is None or card.unit.code != FIRST, card.pk)):
        found = climb_of(card, audience_of_unit(card))
        if found.steps and found.goal is not None:
            with pghistory.context(user=people.leader.pk):
                return accept_plan(
                    scorecard_id=card.pk,
                    goal=found.goal.key,
                    fingerprint=found.fingerprint,
                    due_date=due_of(found),
                    by=people.leader,
                )
    return None
