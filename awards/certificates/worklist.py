"""What the worklist of the award committee shows."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from awards.certificates.models import Revocation
from awards.rounds.models import READERS, Round
from portal.accounts.models import User
from portal.common.worklist import Task


def to_issue(user: User) -> Iterator[Task]:
    """Return a task for each decided round with winners whose certificate is not issued; one query."""
    decided = Round.objects.run_by(user).filter(state=Round.State.DECIDED).newest_first().with_counts()
    for award_round in decided:
        if award_round.issued_count == award_round.winners_count:
            continue
        yield Task(
            title=str(award_round),
            url=reverse("rounds:detail", args=[award_round.pk]),
            reason=_("The decision is locked; certificates are still to be issued."),
            icon="award",
            done=award_round.issued_count,
            total=award_round.winners_count,
        )


def to_confirm(user: User) -> Iterator[Task]:
    """Return a task for each revocation that somebody else proposed; one query."""
    open_ones = Revocation.objects.filter(
        state=Revocation.State.PROPOSED, certificate__government__in=user.governments_as(*READERS)
    )
    for proposal in open_ones.exclude(proposed_by=user).select_related("certificate"):
        yield Task(
            title=proposal.certificate.number,
            url=reverse("certificates:detail", args=[proposal.certificate_id]),
            reason=_("It is proposed to revoke this certificate; a second person decides."),
            icon="ban",
        )
