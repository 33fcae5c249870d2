"""Moving a round from phase to phase, when all that the next one needs is there."""

from django.db import transaction
from django.utils.translation import gettext as _

from awards.domain.jury import weights_are_whole
from awards.domain.phases import Phase, next_phase, previous_phase
from awards.jury import selectors
from awards.jury.errors import NotMoved
from awards.jury.models import Juror, JuryMark, Sheet
from awards.jury.services.assigning import assign
from awards.rounds.models import Category, Nomination, Round
from awards.rounds.services import lock_open, set_phase


def lacks(award_round: Round) -> list[str]:
    """Return in words what the next phase still needs; empty when the round can go on."""
    needs = {
        Phase.NOMINATION: _lacks_for_screening,
        Phase.SCREENING: _lacks_for_judging,
        Phase.JUDGING: _lacks_for_decision,
    }
    check = needs.get(Phase(award_round.phase))
    return check(award_round) if check else []


@transaction.atomic
def go_on(*, round_id: int, seen: Phase) -> Round:
    """Move a round to its next phase, from the one that was seen; NotMoved says what is missing.

    With the judging every admitted nomination gets its jurors. From the decision on there is no next phase.
    """
    award_round = lock_open(round_id, seen)
    following = next_phase(seen)
    reasons = lacks(award_round)
    if following is None or reasons:
        raise NotMoved(reasons)
    moved = set_phase(round_id=round_id, phase=following, seen=seen)
    if following is Phase.JUDGING:
        assign(moved)
    return moved


@transaction.atomic
def go_back(*, round_id: int, seen: Phase) -> Round:
    """Move a round back: from the judging only before the first mark, from the decision never."""
    lock_open(round_id, seen)
    before = previous_phase(seen)
    if before is None or seen is Phase.DECISION:
        raise NotMoved([_("From here a round does not go back.")])
    if seen is Phase.JUDGING:
        if JuryMark.objects.filter(sheet__juror__round=round_id).exists():
            raise NotMoved([_("A juror has given a mark already, so the round does not go back.")])
        Sheet.objects.filter(juror__round=round_id).delete()
    return set_phase(round_id=round_id, phase=before, seen=seen)


def _lacks_for_screening(award_round: Round) -> list[str]:
    if Nomination.objects.filter(category__round=award_round).exists():
        return []
    return [_("Nobody is nominated yet.")]


def _lacks_for_judging(award_round: Round) -> list[str]:
    reasons = []
    nominations = Nomination.objects.filter(category__round=award_round)
    if nominations.filter(standing=Nomination.Standing.ENTERED).exists():
        reasons.append(_("A nomination is not screened yet."))
    if not nominations.admitted().exists():
        reasons.append(_("No nomination is admitted."))
    if not Juror.objects.filter(round=award_round).exists():
        reasons.append(_("Nobody sits in the jury."))
    judged = Category.objects.filter(round=award_round, nominations__standing=Nomination.Standing.ADMITTED)
    criteria = selectors.criteria_by_category(award_round)
    uneven = (
        category
        for category in judged.distinct()
        if not weights_are_whole(criterion.weight for criterion in criteria[category.pk])
    )
    words = _("The weights of “%s” do not sum to exactly 1 or 100.")
    return [*reasons, *(words % category.name for category in uneven)]


def _lacks_for_decision(award_round: Round) -> list[str]:
    if selectors.is_all_in(award_round):
        return []
    return [_("A nomination has no juror, or a sheet is not handed in yet.")]
