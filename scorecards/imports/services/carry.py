"""Carrying one sub-component over from last year by one click."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from scorecards.imports.models import ImportBatch
from scorecards.imports.proposals import Proposal
from scorecards.imports.services.apply import apply
from scorecards.imports.services.propose import propose

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def carry_over(*, scorecard_id: int, proposals: Iterable[Proposal], by: "User") -> ImportBatch:
    """Propose and apply in one go what is not answered yet; what is stays. NothingProposed when nothing is left."""
    batch = propose(scorecard_id=scorecard_id, kind=ImportBatch.Kind.CARRY, proposals=proposals, by=by)
    return apply(batch_id=batch.pk, by=by)
