"""Actions that are due, for the reminders of portal.notices."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.common.policy import Role
from portal.notices.deadlines import OVERDUE_STEPS, STEPS, Deadline
from portal.units.clock import end_of, time_zones
from portal.units.selectors import holders_at
from scorecards.actions.models import UNIT_ROLES, Action

AHEAD, BEHIND = timedelta(days=max(STEPS) + 1), timedelta(days=max(OVERDUE_STEPS) + 7)


def deadlines(now: datetime) -> Iterator[Deadline]:
    """Yield each unfinished action that is due about now, with the people of the unit that carries it out."""
    near = (now.date() - BEHIND, now.date() + AHEAD)
    actions = list(
        Action.objects.unfinished().filter(due_date__range=near).select_related("unit").order_by("due_date", "pk")
    )
    zones = time_zones({action.government_id for action in actions})
    people: dict[tuple[int, str], list[User]] = defaultdict(list)
    for unit, role, user in holders_at({action.unit_id for action in actions}, UNIT_ROLES):
        people[unit, role].append(user)
    for action in actions:
        yield Deadline(
            key=f"action:{action.pk}",
            title=action.title[:150],
            what_is_open=_("%(kind)s; it is not reported as done yet.") % {"kind": action.get_kind_display()},
            url=reverse("actions:detail", args=[action.pk]),
            due_at=end_of(action.due_date, zones[action.government_id]),
            government_id=action.government_id,
            workers=tuple(people[action.unit_id, Role.OPERATOR]),
            heads=tuple(people[action.unit_id, Role.HEAD]),
        )
