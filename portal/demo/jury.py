"""Juries of the demo: criteria, marks that are made up, and the decision that follows from them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from awards.domain.phases import Phase
from awards.jury import services
from awards.jury.models import Criterion, Sheet
from awards.rounds.models import Category, Round
from awards.rounds.services import admit_rest
from portal.accounts.models import User

LEVELS = "95 = Sangat baik\n85 = Baik\n75 = Cukup\n60 = Kurang"
CRITERIA = {
    "inovasi-daerah": (("Dampak", 40, ""), ("Kebaruan", 30, ""), ("Keberlanjutan", 30, "")),
    "merdeka-stunting": (("Penurunan angka stunting", 50, ""), ("Kerja sama", 30, ""), ("Pencatatan", 20, "")),
    "sekolah-sehat": (("Lingkungan sekolah", 40, LEVELS), ("Kebiasaan sehat", 35, LEVELS), ("Kantin", 25, LEVELS)),
}
STEPS = (Decimal(95), Decimal(85), Decimal(75), Decimal(60))


def seat_jury(award_round: Round, jurors: Sequence[User], **rules: object) -> None:
    """Set criteria and rules of a round, and seat its jury."""
    for category in Category.objects.filter(round=award_round):
        for name, weight, levels in CRITERIA[award_round.programme.code]:
            words = services.CriterionWords(name, Decimal(weight), levels=levels)
            services.add_criterion(category=category, words=words)
    services.set_rules(round_id=award_round.pk, values={"jurors_each": len(jurors), **rules}, version=0)
    for juror in jurors:
        services.seat(round_id=award_round.pk, user=juror)


def begin_judging(award_round: Round) -> None:
    """Admit everybody and let the jury begin."""
    services.go_on(round_id=award_round.pk, seen=Phase.NOMINATION)
    admit_rest(round_id=award_round.pk)
    services.go_on(round_id=award_round.pk, seen=Phase.SCREENING)


def score(award_round: Round, *, sheets: int | None = None) -> None:
    """Give marks that let the first nominated of each category win; only the first `sheets` if a number is given."""
    places = {
        nomination.pk: place
        for category in Category.objects.filter(round=award_round)
        for place, nomination in enumerate(category.nominations.all())
    }
    for number, sheet in enumerate(Sheet.objects.filter(juror__round=award_round).select_related("nomination")):
        if sheets is not None and number >= sheets:
            return
        criteria = Criterion.objects.filter(category=sheet.nomination.category_id)
        for position, criterion in enumerate(criteria):
            value = _mark(places[sheet.nomination_id], sheet.juror_id + position, has_levels=bool(criterion.levels))
            change = services.MarkChange(version=0, value=value)
            services.save_mark(sheet_id=sheet.pk, criterion=criterion, change=change)
        services.submit(sheet_id=sheet.pk)


def decide(award_round: Round, *, day: date, by: User) -> None:
    """Draw up the minutes from the marks, and lock them."""
    services.go_on(round_id=award_round.pk, seen=Phase.JUDGING)
    number = f"000.9.6.1/BA-{award_round.pk:02}/CONTOH/{day.year}"
    minutes = services.draw_up(round_id=award_round.pk, number=number, day=day, by=by)
    services.lock_decision(round_id=award_round.pk, content_sha256=minutes.content_sha256, by=by)


def _mark(place: int, turn: int, *, has_levels: bool) -> Decimal:
    """Return a mark that falls from place to place, a little different from juror to juror."""
    if has_levels:
        return STEPS[min(place + (1 if turn % 3 == 0 else 0), len(STEPS) - 1)]
    return Decimal(93 - 6 * place) + Decimal(turn % 4) / 2
