"""Whom the acts of a unit concern, and in what words they are told."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common.policy import Role
from portal.notices.services import notify, our_language
from portal.units.selectors import holders_of
from scorecards.entries.models import Submission
from scorecards.entries.words import title_of


def submitted(submission: Submission, *, entries: int) -> None:
    """Tell the evaluators that a unit handed in."""
    card = submission.scorecard
    whose = submission.unit or card.unit or card.government
    with our_language():
        notify(
            kind="submitted",
            recipients=holders_of(card.government_id, [Role.EVALUATOR]),
            title=_("%(unit)s submitted %(what)s") % {"unit": whose, "what": title_of(card)},
            reason=_("%(n)s sub-components wait for your decision.") % {"n": entries},
            url=reverse("entries:scorecard", args=[card.pk]),
            key=f"submission:{submission.pk}",
        )
