"""Plans that were accepted: the actions they became, and where the unit stands now."""

from dataclasses import dataclass
from decimal import Decimal

from scorecards.actions.models import Action
from scorecards.entries.models import Scorecard
from scorecards.rankings.models import Plan, PlanStep
from scorecards.rankings.selectors.climb import Climb, total_in
from scorecards.rankings.selectors.explanation import Layer


@dataclass(frozen=True)
class Accepted:
    """An accepted plan, its steps with their actions, and today's total in the layer in which it was made."""

    plan: Plan
    steps: tuple[PlanStep, ...]
    now: Decimal | None


def accepted_of(climb: Climb) -> Accepted | None:
    """Return the plan that was accepted last for a scorecard whose plan the reader may see.

    A plan made on marks was made after their release; one made before rests on the claim, and is compared with it.
    """
    found = climb.scorecard.plans.select_related("accepted_by").first()
    if found is None:
        return None
    layer = Layer(found.layer)
    now = climb.total if layer == climb.layer else total_in(climb.scorecard, layer)
    return Accepted(found, tuple(found.steps.select_related("node", "action")), now)


def actions_of(scorecard: Scorecard) -> dict[tuple[str, str], Action]:
    """Return the actions that steps of a scorecard's plans became, by node code and answer."""
    steps = PlanStep.objects.filter(plan__scorecard=scorecard).select_related("node", "action")
    return {(step.node.code, step.level_to): step.action for step in steps}
