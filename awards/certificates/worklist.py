"""What the worklist of the award committee shows."""

from collections.abc import Iterator

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from awards.rounds.models import Round
from awards.rounds.selectors import with_counts
from portal.accounts.models import User
from portal.common.worklist import Task


def to_issue(user: User) -> Iterator[Task]:
    """Return a task for each decided round with winners whose certificate is not issued; one query."""
    decided = with_counts(Round.objects.run_by(user).filter(state=Round.State.DECIDED))
    for award_round in decided.filter(issued_count__lt=F("winners_count")).newest_first().select_related("programme"):
        yield Task(
            title=str(award_round),
            url=reverse("rounds:detail", args=[award_round.pk]),
            reason=_("The decision is locked; certificates are still to be issued."),
            icon="award",
            done=award_round.issued_count,
            total=award_round.winners_count,
        )
