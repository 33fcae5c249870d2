"""What the worklist of jurors shows."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.domain.phases import Phase
from awards.jury.models import Juror, Sheet
from awards.rounds.models import PhaseSpan, Round
from portal.accounts.models import User
from portal.common.policy import Action, may
from portal.common.worklist import Task


def to_score(user: User) -> Iterator[Task]:
    """Return a task for each round in which the user has a sheet to hand in."""
    if not may(user, Action.JURY_SCORE):
        return
    seats = Juror.objects.of(user).filter(round__phase=Phase.JUDGING, round__state=Round.State.OPEN)
    sheets: dict[int, list[bool]] = defaultdict(list)
    for juror, moment in Sheet.objects.filter(juror__in=seats).values_list("juror", "submitted_at"):
        sheets[juror].append(moment is not None)
    last_days = dict(
        PhaseSpan.objects.filter(round__jurors__in=seats, phase=Phase.JUDGING).values_list("round", "ends_on")
    )
    for seat in seats.select_related("round"):
        if not all(sheets[seat.pk]):
            last = last_days.get(seat.round_id)
            yield Task(
                title=str(seat.round),
                url=reverse("jury:own", args=[seat.round_id]),
                reason=_("You judge nominations of this round."),
                icon="scale",
                due_at=timezone.make_aware(datetime.combine(last, time.max)) if last else None,
                done=sum(sheets[seat.pk]),
                total=len(sheets[seat.pk]),
            )
