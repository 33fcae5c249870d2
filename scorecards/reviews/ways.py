"""The way from an entry's page to an objection."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common.policy import Role
from scorecards.domain.states import State
from scorecards.entries.models import Entry
from scorecards.entries.ways import Way
from scorecards.entries.windows import UNIT_ROLES
from scorecards.reviews.models import Objection
from scorecards.reviews.selectors.objections import own_period

if TYPE_CHECKING:
    from portal.accounts.models import User


def objection(user: "User", entry: Entry) -> Way | None:
    """Lead the head to the form while there is time, and everybody of the unit to what was objected."""
    if entry.owner_id not in user.units_as(*UNIT_ROLES):
        return None
    url = reverse("reviews:objection", args=[entry.pk])
    if Objection.objects.filter(entry=entry).exists():
        return Way(_("The objection"), url, "gavel")
    period = own_period(entry) if entry.state == State.FIXED and entry.owner_id in user.units_as(Role.HEAD) else None
    return Way(_("Object to this mark"), url, "gavel", period.closes_at) if period and period.is_open else None
