"""Letting the units see the evaluator's marks."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from portal.common import work
from scorecards.domain import states
from scorecards.domain.edition import NodeKind
from scorecards.entries.models import Cycle, Entry
from scorecards.reviews import telling
from scorecards.reviews.errors import NothingDecided
from scorecards.reviews.models import Release

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def release_marks(*, cycle_id: int, by: "User", objection_days: int = 7, answer_days: int = 14) -> Release:
    """Let a cycle's units see the evaluator's marks, once and for good; what is decided later they see at once.

    From then on heads may object for `objection_days`, and a second reader answers within `answer_days`.
    """
    cycle = Cycle.objects.select_for_update().get(pk=cycle_id)
    released = Release.objects.filter(cycle=cycle).first()
    if released is not None:
        return released
    graded = Entry.objects.filter(scorecard__cycle=cycle).exclude(node__kind=NodeKind.CHECK)
    decided = graded.filter(state__in=states.DECIDED).count()
    if not decided:
        raise NothingDecided
    cycle.marks_released_at = timezone.now()
    cycle.save(update_fields=["marks_released_at"])
    work.request("ranking", cycle.pk)
    made = Release.objects.create(
        cycle=cycle,
        decided=decided,
        total=graded.count(),
        released_by=by,
        released_at=cycle.marks_released_at,
        objection_days=objection_days,
        answer_days=answer_days,
    )
    telling.released(made)
    return made
