"""Remembers when a person last looked at the dashboard, so that it can tell what moved since."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, F, When
from django.utils import timezone

from portal.units.models import Government
from scorecards.rankings.models import Visit

if TYPE_CHECKING:
    from portal.accounts.models import User

SAME_VISIT = timedelta(minutes=30)
"""Whoever comes back sooner is on the same visit: a reload keeps what the page compares with."""


def look(*, user: "User", government: Government) -> datetime | None:
    """Note that a person looks now; return the end of the visit before this one, None on the first visit.

    One statement moves both times, so that two pages opened at once agree.
    """
    now = timezone.now()
    mine = Visit.objects.filter(user=user, government=government)
    is_new = When(seen_at__lt=now - SAME_VISIT, then=F("seen_at"))
    if not mine.update(before_at=Case(is_new, default=F("before_at")), seen_at=now):
        Visit.objects.bulk_create([Visit(user=user, government=government, seen_at=now)], ignore_conflicts=True)
    return mine.values_list("before_at", flat=True).first()
