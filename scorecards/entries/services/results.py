"""What every change that counts ends with: totals and rankings follow it."""

from collections.abc import Collection

from django.db.models import F

from portal.common import work
from scorecards.entries.models import Scorecard


def follow(scorecards: Collection[Scorecard]) -> None:
    """Note on scorecards that what they are computed from has changed, and ask for their rankings anew.

    Call it in the transaction of the change, which holds the scorecards' locks.
    """
    Scorecard.objects.filter(pk__in={card.pk for card in scorecards}).update(input_revision=F("input_revision") + 1)
    work.request_all("ranking", {card.cycle_id for card in scorecards})
