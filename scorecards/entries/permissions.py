"""Who may see and do what with a scorecard, beyond the table of roles."""

from typing import TYPE_CHECKING

from portal.common.policy import Role
from scorecards.entries.models import Scorecard
from scorecards.entries.windows import UNIT_ROLES, roles_at

if TYPE_CHECKING:
    from portal.accounts.models import User


def can_edit(user: "User", scorecard: Scorecard) -> bool:
    """Return whether the scorecard is the user's to fill in; whether now is another question (turns)."""
    return scorecard.unit_id is not None and scorecard.unit_id in user.units_as(*UNIT_ROLES)


def can_submit(user: "User", scorecard: Scorecard) -> bool:
    """Return whether the user heads the scorecard's unit."""
    return scorecard.unit_id is not None and scorecard.unit_id in user.units_as(Role.HEAD)


def sees_evaluation(user: "User", scorecard: Scorecard) -> bool:
    """Return whether the user may see the evaluator's marks: evaluators and leaders always, others once released."""
    if scorecard.cycle.marks_released_at is not None:
        return True
    return not roles_at(user, scorecard).isdisjoint({Role.EVALUATOR, Role.LEADER})
