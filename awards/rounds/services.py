"""What happens to rounds: programmes, categories, nominations, the decision and its lock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from awards.rounds import selectors
from awards.rounds.models import AwardDecision, Category, Nomination, Programme, Round, Winner
from portal.accounts.models import User
from portal.common import files
from portal.units.models import Government, Unit


class RoundDecided(Exception):
    """The decision of the round is locked; nothing in it changes any more."""


class NotReady(Exception):
    """The round lacks something; `missing` says what."""

    def __init__(self, missing: Sequence[selectors.Missing]) -> None:
        """Keep what is missing for the message."""
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


class WrongNomination(Exception):
    """A winner was named who is not nominated in this round."""


@dataclass(frozen=True)
class Choice:
    """A nomination that wins: its place in its category (from 1) and the title that is printed ("Terbaik I")."""

    nomination: Nomination
    place: int
    title: str


def create_programme(
    *, government: Government, code: str, name: str, purpose: str = "", position: int = 0
) -> Programme:
    """Add a yearly award to a government."""
    return Programme.objects.create(government=government, code=code, name=name, purpose=purpose, position=position)


def create_round(*, programme: Programme, year: int, name: str, award_date: date | None = None) -> Round:
    """Open a round: `year` is the year honoured, `name` is printed ("Penghargaan Inovasi Daerah", without the year)."""
    return Round.objects.create(
        government=programme.government, programme=programme, year=year, name=name, award_date=award_date
    )


@transaction.atomic
def create_category(*, award_round: Round, name: str, position: int = 0) -> Category:
    """Add a category; `name` is printed whole ("Kategori Perangkat Daerah", "Tingkat SD")."""
    _lock_open(award_round.pk)
    return Category.objects.create(round=award_round, name=name, position=position)


@transaction.atomic
def nominate(
    *, category: Category, kind: Nomination.Kind, recipient: str, unit: Unit | None = None, work: str = ""
) -> Nomination:
    """Nominate a recipient under the name that is printed, perhaps for a named work."""
    _lock_open(category.round_id)
    return Nomination.objects.create(
        government=category.round.government, category=category, kind=kind, recipient=recipient, unit=unit, work=work
    )


def decide(
    *,
    award_round: Round,
    number: str,
    date: date,
    winners: Sequence[Choice],
    document: Iterable[bytes],
    document_name: str,
) -> AwardDecision:
    """Record the minutes with their document, and the winners in place of any named before; not locked yet."""
    stored = files.put(document)
    with transaction.atomic():
        _lock_open(award_round.pk)
        nominated = set(Nomination.objects.filter(category__round=award_round).values_list("pk", flat=True))
        if any(choice.nomination.pk not in nominated for choice in winners):
            raise WrongNomination
        Winner.objects.filter(category__round=award_round).delete()
        Winner.objects.bulk_create(
            Winner(
                government=award_round.government,
                category_id=choice.nomination.category_id,
                nomination=choice.nomination,
                place=choice.place,
                title=choice.title,
            )
            for choice in winners
        )
        decision, _created = AwardDecision.objects.update_or_create(
            round=award_round,
            defaults={
                "number": number,
                "date": date,
                "document_sha256": stored.sha256,
                "document_size": stored.size,
                "document_name": document_name,
            },
        )
    return decision


@transaction.atomic
def lock(*, round_id: int, by: User) -> Round:
    """Lock the decision: from here on neither it nor the winners can change, and certificates can be issued."""
    award_round = _lock_open(round_id)
    missing = [missing for missing in selectors.missing_of(award_round) if missing != selectors.Missing.LOCK]
    if missing:
        raise NotReady(missing)
    AwardDecision.objects.filter(round=award_round).update(locked_at=timezone.now(), locked_by=by)
    award_round.state = Round.State.DECIDED
    award_round.save(update_fields=["state"])
    return award_round


def _lock_open(round_id: int) -> Round:
    """Take the round's row, so that it is not decided meanwhile; RoundDecided when it already is."""
    award_round = Round.objects.select_for_update().get(pk=round_id)
    if award_round.is_decided:
        raise RoundDecided(award_round)
    return award_round
