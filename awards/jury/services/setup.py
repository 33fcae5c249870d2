"""Rules, criteria and seats of a jury: set before the judging begins."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from awards.domain.phases import Phase
from awards.jury import selectors
from awards.jury.models import Criterion, Juror, JuryRules
from awards.rounds.models import Category, Round
from awards.rounds.services import Changed, Followed, lock_open
from awards.rounds.services.locks import unique
from portal.accounts.models import User
from portal.units.models import Unit

BEFORE_JUDGING = (Phase.NOMINATION, Phase.SCREENING)
SEATING = (*BEFORE_JUDGING, Phase.JUDGING)
RULE_FIELDS = ("method", "tie_break", "jurors_each", "is_blind", "spread_limit", "titles")


@dataclass(frozen=True)
class CriterionWords:
    """What a criterion says."""

    name: str
    weight: Decimal
    guide: str = ""
    levels: str = ""


@transaction.atomic
def set_rules(*, round_id: int, values: dict[str, Any], version: int) -> JuryRules:
    """Set by what the round is judged, until the judging begins; Changed when somebody did since `version`."""
    award_round = lock_open(round_id, *BEFORE_JUDGING)
    rules = selectors.rules_of(award_round)
    if rules.version != version:
        raise Changed(rules.version, {name: getattr(rules, name) for name in RULE_FIELDS})
    for name in RULE_FIELDS:
        setattr(rules, name, values.get(name, getattr(rules, name)))
    rules.version += 1
    rules.save()
    return rules


@transaction.atomic
def add_criterion(*, category: Category, words: CriterionWords) -> Criterion:
    """Add a criterion to a category, as the last; Taken when one has this name."""
    lock_open(category.round_id, *BEFORE_JUDGING)
    position = Criterion.objects.filter(category=category).count() + 1
    with unique():
        return Criterion.objects.create(category=category, position=position, **vars(words))


@transaction.atomic
def copy_criteria(*, category: Category, to: Round) -> int:
    """Give every other category of the round that has none the same criteria; return how many got them."""
    award_round = lock_open(to.pk, *BEFORE_JUDGING)
    empty = Category.objects.filter(round=award_round, criteria=None).exclude(pk=category.pk)
    source = list(Criterion.objects.filter(category=category))
    for other in empty:
        for criterion in source:
            words = CriterionWords(criterion.name, criterion.weight, criterion.guide, criterion.levels)
            Criterion.objects.create(category=other, position=criterion.position, **vars(words))
    return len(empty)


@transaction.atomic
def remove_criterion(*, criterion_id: int) -> None:
    """Take a criterion away before the judging begins."""
    criterion = Criterion.objects.select_related("category").get(pk=criterion_id)
    lock_open(criterion.category.round_id, *BEFORE_JUDGING)
    criterion.delete()


@transaction.atomic
def seat(*, round_id: int, user: User, unit: Unit | None = None) -> Juror:
    """Give somebody a seat in the jury; Taken when he sits there."""
    award_round = lock_open(round_id, *SEATING)
    with unique():
        return Juror.objects.create(round=award_round, user=user, unit=unit)


@transaction.atomic
def unseat(*, juror_id: int) -> None:
    """Take a seat away while nothing hangs on it; Followed otherwise."""
    juror = Juror.objects.get(pk=juror_id)
    lock_open(juror.round_id, *SEATING)
    try:
        with transaction.atomic():
            juror.delete()
    except ProtectedError as error:
        raise Followed from error
