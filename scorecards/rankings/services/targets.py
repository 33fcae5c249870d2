"""Setting the rank that a government wants, and bringing an earlier one back."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from portal.common.history import events_of
from scorecards.domain.target import TargetPlan, read_steps
from scorecards.entries.models import Period
from scorecards.rankings.models import Target

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.units.models import Government
    from scorecards.editions.models import Instrument


class StaleTarget(Exception):
    """Somebody set the target meanwhile; `stored` is what stands. Nothing was changed."""

    def __init__(self, stored: Target) -> None:
        """Keep what stands."""
        super().__init__(str(stored))
        self.stored = stored


@transaction.atomic
def set_target(
    *,
    government: "Government",
    instrument: "Instrument",
    score_year: int,
    plan: TargetPlan,
    source: str,
    version: int,
    by: "User",
) -> Target:
    """Set the target of an instrument and year as it stood at `version`, 0 for a new one; StaleTarget otherwise."""
    period, _ = Period.objects.get_or_create(score_year=score_year, defaults={"announced_year": score_year + 1})
    key = {"government": government, "instrument": instrument, "period": period}
    target = Target.objects.select_for_update().filter(**key).first()
    if target is None:
        target = Target(**key, version=0)
    if target.version != version:
        raise StaleTarget(target)
    target.start_rank, target.goal_rank, target.steps = plan.start_rank, plan.goal_rank, plan.written
    target.source, target.changed_by, target.version = source, by, version + 1
    try:
        with transaction.atomic():
            target.save()
    except IntegrityError:  # somebody else was first to make it
        raise StaleTarget(Target.objects.get(**key)) from None
    return target


@transaction.atomic
def restore_target(*, target_id: int, event_id: int, version: int, by: "User") -> Target:
    """Bring back what an event of the history holds, as a change of its own; StaleTarget as above."""
    target = Target.objects.select_related("government", "instrument", "period").get(pk=target_id)
    event = events_of("rankings", "Target").get(pgh_obj_id=target_id, pgh_id=event_id)
    return set_target(
        government=target.government,
        instrument=target.instrument,
        score_year=target.period.score_year,
        plan=TargetPlan(event.start_rank, event.goal_rank, read_steps(event.steps)),
        source=event.source,
        version=version,
        by=by,
    )
