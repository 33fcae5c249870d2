"""What a unit has to do with documents: answer other units, and renew what expires."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.policy import Role
from portal.common.worklist import Task
from scorecards.evidence.filters import EXPIRED, EXPIRING, OF_UNIT
from scorecards.evidence.models import SOON, Document, EvidenceRequest

if TYPE_CHECKING:
    from portal.accounts.models import User

LONGEST_REASON = 160


def tasks(user: "User") -> list[Task]:
    """Return what waits for an operator or head; two queries at most."""
    own = user.units_as(Role.OPERATOR, Role.HEAD)
    if not own:
        return []
    return [*_requests(own), *_expiring(own)]


def _requests(own: frozenset[int]) -> list[Task]:
    rows = EvidenceRequest.objects.filter(owner__in=own, state=EvidenceRequest.State.OPEN)
    return [
        Task(
            title=_("%(unit)s asks for a document") % {"unit": row.asker.short_name},
            url=reverse("evidence:request", args=[row.pk]),
            reason=Truncator(row.words).chars(LONGEST_REASON),
            icon="share-2",
            context=row.owner.short_name,
        )
        for row in rows.select_related("asker", "owner").order_by("created_at", "pk")
    ]


def _expiring(own: frozenset[int]) -> list[Task]:
    """Return one task for what has expired and one for what soon will."""
    today = timezone.localdate()
    days = list(
        Document.objects.filter(unit__in=own, expires_on__lte=today + SOON)
        .order_by("pk")
        .values_list("expires_on", flat=True)
    )
    gone = sum(day is not None and day < today for day in days)
    soon = len(days) - gone
    found = []
    if gone:
        words = ngettext("%(n)s document has expired", "%(n)s documents have expired", gone) % {"n": gone}
        found.append(_renewal(words, EXPIRED))
    if soon:
        words = ngettext("%(n)s document expires within a month", "%(n)s documents expire within a month", soon)
        found.append(_renewal(words % {"n": soon}, EXPIRING))
    return found


def _renewal(reason: str, state: str) -> Task:
    return Task(
        title=_("Renew evidence"),
        url=f"{reverse('evidence:index')}?milik={OF_UNIT}&keadaan={state}",
        reason=reason,
        icon="calendar-clock",
    )
