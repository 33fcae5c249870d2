"""Who may see and do what with a scorecard and its entries, beyond the table of roles."""

from typing import TYPE_CHECKING

from portal.common.policy import Role
from scorecards.entries.models import CITY_READERS, Entry, Scorecard
from scorecards.entries.windows import UNIT_ROLES, roles_at

if TYPE_CHECKING:
    from portal.accounts.models import User


def can_edit(user: "User", scorecard: Scorecard) -> bool:
    """Return whether anything of the scorecard is the user's to fill in; whether now is another question (turns)."""
    return _has_part(scorecard, user.units_as(*UNIT_ROLES))


def can_submit(user: "User", scorecard: Scorecard) -> bool:
    """Return whether the user heads the scorecard's unit, or a unit that leads an entry of the government's."""
    return _has_part(scorecard, user.units_as(Role.HEAD))


def can_answer(user: "User", entry: Entry) -> bool:
    """Return whether the mark of the entry is the user's to set: of the unit that holds or leads it."""
    return entry.owner_id is not None and entry.owner_id in user.units_as(*UNIT_ROLES)


def reads_city(user: "User", scorecard: Scorecard) -> bool:
    """Return whether the user reads every scorecard of its government."""
    return scorecard.government_id in user.governments_as(*CITY_READERS)


def sees_evaluation(user: "User", scorecard: Scorecard) -> bool:
    """Return whether the user may see the evaluator's marks: evaluators and leaders always, others once released."""
    if scorecard.cycle.marks_released_at is not None:
        return True
    return not roles_at(user, scorecard).isdisjoint({Role.EVALUATOR, Role.LEADER})


def _has_part(scorecard: Scorecard, units: frozenset[int]) -> bool:
    if scorecard.unit_id is not None or not units:
        return scorecard.unit_id in units
    return Entry.objects.filter(scorecard=scorecard, lead__in=units).exists()
