"""The demo's last acts, once the background has worked.

The evaluator decides once more after the first ranking, so that the dashboard shows moves; the committee corrects a
certificate and revokes another.
"""

from datetime import date

import pghistory
from django.db import transaction

from awards.certificates.corrections import confirm_revocation, correct, propose_revocation
from awards.certificates.models import Certificate
from portal.common.policy import Role
from portal.units.models import Government, Membership
from scorecards.domain import states
from scorecards.entries.models import Cycle, Mark, Scorecard
from scorecards.reviews.models import Assignment
from scorecards.reviews.services import accept

UNITS, MARKS = 4, 3


@transaction.atomic
def decide_once_more(*, government: Government, today: date) -> int:
    """Accept the claims of a few units as they stand; return how many. The ranking must have been computed before."""
    evaluator = Membership.objects.valid_on(today).filter(government=government, role=Role.EVALUATOR).first()
    cycle = Cycle.objects.filter(government=government, edition__code="sakip/2021", marks_released_at=None).first()
    if evaluator is None or cycle is None:
        return 0
    waiting = Scorecard.objects.filter(cycle=cycle, status=Scorecard.Status.SUBMITTED, result__rank__isnull=False)
    claims = Mark.objects.filter(party=Mark.Party.UNIT, entry__state__in=states.IN_REVIEW, level__gt="")
    claims = claims.exclude(Assignment.objects.exists_for("entry__"))  # what a verifier holds waits for it
    accepted = 0
    with pghistory.context(user=evaluator.user_id):
        for card in waiting.filter(entries__state__in=states.IN_REVIEW).distinct().order_by("-result__rank")[:UNITS]:
            graded = claims.filter(entry__scorecard=card, entry__node__kind="criterion")
            for claim in graded.order_by("-entry__node__position")[:MARKS]:
                accept(
                    entry_id=claim.entry_id, level=claim.level, note="", seen_version=claim.version, by=evaluator.user
                )
                accepted += 1
    return accepted


def correct_and_revoke(*, government: Government, today: date) -> bool:
    """Correct the work on the newest certificate, and revoke the one before it by two people; False without any."""
    people = {one.role: one.user for one in Membership.objects.valid_on(today).filter(government=government)}
    issued = Certificate.objects.filter(government=government, state=Certificate.State.ISSUED).order_by("-pk")
    if issued.count() < 2:  # one for each
        return False
    corrected, revoked = issued[:2]
    committee, leader = people[Role.COMMITTEE], people[Role.LEADER]
    words = corrected.newest.words
    with pghistory.context(user=committee.pk):
        correct(
            certificate_id=corrected.pk,
            recipient=words.recipient,
            work_name="Contoh karya: kebun sekolah",
            reason="Karya belum tertulis (contoh)",
            by=committee,
        )
        asked = propose_revocation(
            certificate_id=revoked.pk, reason="Syarat ternyata tidak terpenuhi (contoh)", by=committee
        )
    with pghistory.context(user=leader.pk):
        confirm_revocation(revocation_id=asked.pk, by=leader)
    return True
