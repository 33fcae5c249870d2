"""Who judges what: filled up evenly, taken away while nothing was given, and interests declared by the jurors."""

from django.db import transaction
from django.utils import timezone

from awards.domain.assignment import plan
from awards.domain.phases import Phase
from awards.jury import selectors
from awards.jury.models import Conflict, Juror, JuryMark, Sheet
from awards.rounds.models import Nomination, Round
from awards.rounds.services import Followed, lock_open
from awards.rounds.services.locks import unique

DECLARING = (Phase.NOMINATION, Phase.SCREENING, Phase.JUDGING)


@transaction.atomic
def fill_up(*, round_id: int) -> dict[int, int]:
    """Give every admitted nomination its jurors; return how many are lacking, by nomination.

    What is assigned stays. Pressed twice, or by two at once, the second changes nothing.
    """
    return assign(lock_open(round_id, Phase.JUDGING))


def assign(award_round: Round) -> dict[int, int]:
    """Fill up behind the round's lock, which the caller holds."""
    made = plan(
        jurors=list(Juror.objects.filter(round=award_round).values_list("pk", flat=True)),
        nominations=list(selectors.admitted_in(award_round).values_list("pk", flat=True)),
        each=selectors.rules_of(award_round).jurors_each,
        barred=selectors.barred_pairs(award_round),
        given=list(Sheet.objects.filter(juror__round=award_round).values_list("juror", "nomination")),
    )
    # In the hidden order, so that the keys of the sheets do not tell which nomination is which.
    for juror, nomination in sorted(made.pairs, key=lambda pair: selectors.hidden_order(pair[1])):
        Sheet.objects.create(government_id=award_round.government_id, juror_id=juror, nomination_id=nomination)
    return dict(made.short)


@transaction.atomic
def take_off(*, sheet_id: int) -> None:
    """Take a nomination off a juror who has not handed it in, for example one who fell ill; Followed otherwise."""
    round_id = Sheet.objects.values_list("juror__round", flat=True).get(pk=sheet_id)
    lock_open(round_id, Phase.JUDGING)
    sheet = Sheet.objects.select_related("juror").get(pk=sheet_id)
    if sheet.submitted_at is not None:
        raise Followed
    _remove(sheet)


@transaction.atomic
def declare(*, juror: Juror, nomination: Nomination, reason: str) -> Conflict:
    """Note a juror's interest in a nomination and take it off him, with what he gave; Taken when it is noted."""
    lock_open(juror.round_id, *DECLARING)
    with unique():
        conflict = Conflict.objects.create(juror=juror, nomination=nomination, reason=reason)
    for sheet in Sheet.objects.filter(juror=juror, nomination=nomination).select_related("juror"):
        _remove(sheet)
    return conflict


@transaction.atomic
def withdraw(*, conflict_id: int) -> None:
    """Take a declaration back before anything is assigned; Followed once the judging began."""
    conflict = Conflict.objects.select_related("juror").get(pk=conflict_id)
    award_round = lock_open(conflict.juror.round_id, *DECLARING)
    if award_round.phase == Phase.JUDGING:
        raise Followed
    conflict.delete()


def finish(juror: Juror) -> None:
    """Note that a juror has handed everything in, once that is so; it is never taken back."""
    sheets = Sheet.objects.filter(juror=juror)
    if sheets.exists() and not sheets.filter(submitted_at__isnull=True).exists():
        Juror.objects.filter(pk=juror.pk, finished_at__isnull=True).update(finished_at=timezone.now())


def _remove(sheet: Sheet) -> None:
    """Take a sheet away with its marks; the history keeps them."""
    JuryMark.objects.filter(sheet=sheet).delete()
    sheet.delete()
    finish(sheet.juror)
