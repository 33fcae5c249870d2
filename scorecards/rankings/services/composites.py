"""Deciding by which weights instruments combine into one ranking."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from scorecards.domain.composite import read_weights
from scorecards.rankings.models import CompositePolicy

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.units.models import Government


def set_composite_policy(
    government: "Government", weights: Mapping[str, str], *, valid_from: date, reason: str, by: "User"
) -> CompositePolicy:
    """Let weights hold from a day on; ValueError unless they add up to exactly 1. Earlier ones stay as they were."""
    read_weights(weights)
    return CompositePolicy.objects.create(
        government=government, weights=dict(weights), valid_from=valid_from, reason=reason, set_by=by
    )
