"""What evaluators recommend, and when a unit learns of it."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from portal.units.models import Government, Unit
from scorecards.actions import telling
from scorecards.actions.errors import Closed, ReasonRequired
from scorecards.actions.models import Recommendation
from scorecards.editions.models import Edition, Node

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def recommend(
    *,
    government: Government,
    unit: Unit | None,
    score_year: int,
    node: Node,
    text: str,
    points: Decimal | None,
    is_released: bool,
    by: "User",
) -> Recommendation:
    """Write a recommendation on a unit's node; it reads it at once when marks are released already, else with them."""
    text = text.strip()
    if not text:
        raise ReasonRequired
    made = Recommendation.objects.create(
        government=government,
        unit=unit,
        score_year=score_year,
        node=node,
        text=text,
        points=points,
        published_at=timezone.now() if is_released else None,
        created_by=by,
    )
    if is_released:
        telling.recommended([made])
    return made


@transaction.atomic
def publish(*, government: Government, edition: Edition, score_year: int) -> int:
    """Show a cycle's recommendations to their units; part of releasing its marks. Return how many were new.

    What the evaluator took back before stays unseen.
    """
    waiting = Recommendation.objects.filter(
        government=government,
        node__edition=edition,
        score_year=score_year,
        published_at__isnull=True,
        closed_at__isnull=True,
    )
    keys = list(waiting.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    rows = Recommendation.objects.filter(pk__in=keys)
    rows.update(published_at=timezone.now())
    telling.recommended(rows.select_related("node", "unit").order_by("pk"))
    return len(keys)


@transaction.atomic
def close(*, recommendation_id: int, reason: str) -> Recommendation:
    """Settle a recommendation, or take it back, with the reason; it is no longer carried into the next year."""
    row, reason = _locked(recommendation_id), reason.strip()
    if row.closed_at is not None:
        raise Closed
    if not reason:
        raise ReasonRequired
    return _save(row, closed=True, reason=reason)


@transaction.atomic
def reopen(*, recommendation_id: int) -> Recommendation:
    """Take a settled recommendation up again."""
    return _save(_locked(recommendation_id), closed=False, reason="")


def _save(row: Recommendation, *, closed: bool, reason: str) -> Recommendation:
    row.closed_at, row.closed_reason = (timezone.now() if closed else None), reason
    row.version += 1
    row.save(update_fields=["closed_at", "closed_reason", "version"])
    return row


def _locked(recommendation_id: int) -> Recommendation:
    return Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation_id)
