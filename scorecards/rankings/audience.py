"""Who may see what of a scorecard's explanation; the embargo of marks lives here."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from portal.common.policy import Role
from scorecards.entries.models import CITY_READERS, Scorecard, ScorecardQuerySet

if TYPE_CHECKING:
    from portal.accounts.models import User

UNIT_ROLES = (Role.OPERATOR, Role.HEAD)


@dataclass(frozen=True)
class Audience:
    """What one reader sees of one scorecard.

    `sees_marks`: the evaluator's marks and everything from which they could be inferred. `sees_documents`: links to
    the evidence; other units stop at the lines.
    """

    sees_marks: bool
    sees_documents: bool


def explainable_to(user: "User") -> ScorecardQuerySet:
    """Keep the scorecards whose lines the user may read: the city's readers all, units their own, and those of other
    units of their government once the marks are released.
    """
    of_others = Q(government__in=user.governments_as(*UNIT_ROLES), cycle__marks_released_at__isnull=False)
    own = Q(unit__in=user.units_as(*UNIT_ROLES))
    return Scorecard.objects.filter(Q(government__in=user.governments_as(*CITY_READERS)) | own | of_others)


def plannable_by(user: "User") -> ScorecardQuerySet:
    """Keep the units' scorecards whose plan the user may read: the city's readers all, units their own."""
    own = Q(unit__in=user.units_as(*UNIT_ROLES))
    units = Scorecard.objects.filter(unit__isnull=False)
    return units.filter(Q(government__in=user.governments_as(*CITY_READERS)) | own)


def plans_decided_by(user: "User") -> ScorecardQuerySet:
    """Keep the units' scorecards whose plan the user may make actions of: leaders all of the city, heads their own."""
    city, own = Q(government__in=user.governments_as(Role.LEADER)), Q(unit__in=user.units_as(Role.HEAD))
    return Scorecard.objects.filter(unit__isnull=False).filter(city | own)


def estimated_by(user: "User") -> ScorecardQuerySet:
    """Keep the scorecards of the user's own units: only they say how many days a step takes them."""
    return Scorecard.objects.filter(unit__in=user.units_as(*UNIT_ROLES))


def audience_of_unit(scorecard: Scorecard) -> Audience:
    """Return what the unit itself sees of its scorecard: no marks before they are released."""
    return Audience(sees_marks=scorecard.cycle.marks_released_at is not None, sees_documents=True)


def audience_of(user: "User", scorecard: Scorecard) -> Audience:
    """Return what the user sees of a scorecard that is explainable to him or her."""
    if scorecard.government_id in user.governments_as(*CITY_READERS):
        return Audience(sees_marks=True, sees_documents=True)
    is_own = scorecard.unit_id in user.units_as(*UNIT_ROLES)
    return Audience(sees_marks=scorecard.cycle.marks_released_at is not None, sees_documents=is_own)


def sees_marks_of_city(user: "User", government_id: int) -> bool:
    """Return whether the user sees the evaluator's marks of a government also before they are released."""
    return government_id in user.governments_as(*CITY_READERS)
