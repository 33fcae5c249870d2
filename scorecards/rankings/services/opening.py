"""Whether everybody may read a government's published rankings."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from scorecards.rankings.models import PublicRankings

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.units.models import Government


@transaction.atomic
def open_rankings(*, government: "Government", is_allowed: bool, reason: str, by: "User") -> PublicRankings:
    """Show the published rankings to everybody, or stop; the history keeps each choice with its reason."""
    chosen = {"is_allowed": is_allowed, "reason": reason, "changed_by": by, "changed_at": timezone.now()}
    return PublicRankings.objects.update_or_create(government=government, defaults=chosen)[0]
