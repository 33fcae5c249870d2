"""Deciding by which weights instruments combine into one ranking."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from portal.units.models import Government
from scorecards.domain.composite import read_weights
from scorecards.rankings.models import CompositePolicy

if TYPE_CHECKING:
    from portal.accounts.models import User


class StalePolicy(Exception):
    """Somebody set weights meanwhile; `stored` is what they set. Nothing was changed."""

    def __init__(self, stored: CompositePolicy) -> None:
        """Keep what stands."""
        super().__init__(str(stored))
        self.stored = stored


class DayTaken(Exception):
    """Weights from that very day stand already; `stored` holds them. Nothing was changed."""

    def __init__(self, stored: CompositePolicy) -> None:
        """Keep what stands."""
        super().__init__(str(stored))
        self.stored = stored


@transaction.atomic
def set_composite_policy(
    government: Government,
    weights: Mapping[str, str],
    *,
    valid_from: date,
    reason: str,
    by: "User",
    redistributes: bool = False,
    seen: int | None = None,
) -> CompositePolicy:
    """Let weights hold from a day on; ValueError unless they add up to exactly 1. Earlier ones stay as they were.

    `seen` is how many policies the person knew of: StalePolicy if there are more by now; None does not ask.
    """
    read_weights(weights)
    Government.objects.select_for_update(no_key=True).get(pk=government.pk)  # one after the other
    held = CompositePolicy.objects.filter(government=government).select_related("set_by").order_by("-pk")
    newest = held.first()
    if seen is not None and newest is not None and held.count() != seen:
        raise StalePolicy(newest)
    if same_day := held.filter(valid_from=valid_from).first():
        raise DayTaken(same_day)
    return CompositePolicy.objects.create(
        government=government,
        weights=dict(weights),
        valid_from=valid_from,
        reason=reason,
        redistributes=redistributes,
        set_by=by,
    )
