"""Juries that tests stand on, made by the services themselves."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from awards.domain.phases import ORDER, Phase
from awards.jury import services
from awards.jury.models import Criterion, Juror, Sheet
from awards.rounds import services as rounds
from awards.rounds.models import Category, Nomination, Round
from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.models import Government, Unit
from tests.awards.helpers import make_category, make_open_round
from tests.factories import make_member

WEIGHTS = {"Dampak": Decimal(60), "Kebaruan": Decimal(40)}


def make_juror(award_round: Round, user: User | None = None, *, unit: Unit | None = None) -> Juror:
    """Give somebody with the juror's role a seat."""
    user = user or make_member(Role.JUROR, award_round.government)
    return services.seat(round_id=award_round.pk, user=user, unit=unit)


def add_criteria(category: Category, weights: Mapping[str, Decimal] = WEIGHTS, *, levels: str = "") -> None:
    """Judge a category by these criteria."""
    for name, weight in weights.items():
        words = services.CriterionWords(name, weight, levels=levels)
        services.add_criterion(category=category, words=words)


def make_jury_round(
    recipients: Sequence[str] = ("Tim Satu", "Tim Dua", "Tim Tiga"),
    government: Government | None = None,
    *,
    jurors: int = 2,
    **rules: object,
) -> Round:
    """Open a round with one category, its criteria, and a jury in which everybody judges everything."""
    award_round = make_open_round(government)
    add_criteria(make_category(award_round, recipients))
    for _number in range(jurors):
        make_juror(award_round)
    services.set_rules(round_id=award_round.pk, values={"jurors_each": jurors or 1, **rules}, version=0)
    return award_round


def move_to(award_round: Round, phase: Phase) -> Round:
    """Move a round on to a phase, admitting everybody on the way."""
    award_round.refresh_from_db()
    while award_round.phase != phase:
        at = Phase(award_round.phase)
        if at is Phase.SCREENING:
            rounds.admit_rest(round_id=award_round.pk)
        services.go_on(round_id=award_round.pk, seen=at)
        award_round.refresh_from_db()
        assert award_round.phase == ORDER[ORDER.index(at) + 1]
    return award_round


def sheet_of(juror: Juror, recipient: str) -> Sheet:
    """Return a juror's sheet on a nomination."""
    return Sheet.objects.get(juror=juror, nomination__recipient=recipient)


def give(sheet: Sheet, *values: int | str, note: str = "", submit: bool = True) -> None:
    """Give marks in the order of the criteria, and hand the sheet in."""
    criteria = Criterion.objects.filter(category=sheet.nomination.category_id)
    for criterion, value in zip(criteria, values, strict=False):
        known = sheet.marks.filter(criterion=criterion).values_list("version", flat=True).first()
        change = services.MarkChange(known or 0, Decimal(value), note)
        services.save_mark(sheet_id=sheet.pk, criterion=criterion, change=change)
    if submit:
        services.submit(sheet_id=sheet.pk)


def judge(award_round: Round, marks: Mapping[str, Sequence[Sequence[int | str]]]) -> Round:
    """Let each juror give each recipient these marks (by juror), and go on to the decision."""
    move_to(award_round, Phase.JUDGING)
    jurors = list(Juror.objects.filter(round=award_round))
    for recipient, by_juror in marks.items():
        for juror, values in zip(jurors, by_juror, strict=True):
            give(sheet_of(juror, recipient), *values)
    return move_to(award_round, Phase.DECISION)


MARKS: dict[str, Sequence[Sequence[int | str]]] = {
    "Tim Satu": [(70, 80), (72, 78)],
    "Tim Dua": [(90, 85), (88, 90)],
    "Tim Tiga": [(60, 60), (95, 90)],
}
"""Marks of two jurors: Tim Dua wins, then Tim Tiga, then Tim Satu."""


def make_judged_round(government: Government | None = None, **rules: object) -> Round:
    """Make a round whose marks are in and whose decision is to be made."""
    return judge(make_jury_round(tuple(MARKS), government, jurors=2, **rules), MARKS)


def nomination_of(award_round: Round, recipient: str) -> Nomination:
    """Return a nomination by its recipient."""
    return Nomination.objects.get(category__round=award_round, recipient=recipient)
