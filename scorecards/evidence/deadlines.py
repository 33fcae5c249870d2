"""Documents that will no longer be in force, for the reminders of portal.notices."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.common.policy import Role
from portal.notices.deadlines import Deadline
from portal.units.clock import end_of, time_zones
from portal.units.selectors import holders_at
from scorecards.evidence.models import Revision

STEPS = (30, 7)
AHEAD = timedelta(days=max(STEPS) + 1)


def deadlines(now: datetime) -> Iterator[Deadline]:
    """Yield each unit's document that is in force for some weeks yet, with the unit's people; three queries.

    What has expired is a task on the home page, and no notice: nothing could be saved by it.
    """
    near = (now.date() - timedelta(days=1), now.date() + AHEAD)
    newest = Revision.objects.filter(document=OuterRef("document")).order_by("-number")
    rows = list(
        Revision.objects.filter(document__unit__isnull=False, document__expires_on__range=near)
        .filter(pk=Subquery(newest.values("pk")[:1]))
        .select_related("document")
        .order_by("document__expires_on", "pk")
    )
    zones = time_zones({row.document.government_id for row in rows})
    people: dict[tuple[int, str], list[User]] = defaultdict(list)
    for unit, role, user in holders_at({row.document.unit_id or 0 for row in rows}, [Role.OPERATOR, Role.HEAD]):
        people[unit, role].append(user)
    for row in rows:
        document = row.document
        unit_id, last_day = document.unit_id or 0, document.expires_on or now.date()
        yield Deadline(
            key=f"document-expires:{document.pk}",
            title=_("“%(title)s” expires") % {"title": document.title[:120]},
            what_is_open=_("Reviewers will see that it has expired. Renew it: add a revision, or change its last day."),
            url=reverse("evidence:view", args=[row.pk]),
            due_at=end_of(last_day, zones[document.government_id]),
            government_id=document.government_id,
            workers=tuple(people[unit_id, Role.OPERATOR]),
            heads=tuple(people[unit_id, Role.HEAD]),
            steps=STEPS,
            overdue_steps=(),
        )
