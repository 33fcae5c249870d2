"""The decision of a round: its minutes with the winners, and the lock behind which nothing changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from awards.rounds import selectors
from awards.rounds.models import AwardDecision, Nomination, Round, Winner
from awards.rounds.services.errors import NotReady, WrongNomination
from awards.rounds.services.locks import lock_open
from portal.accounts.models import User
from portal.common import files


@dataclass(frozen=True)
class Choice:
    """A nomination that wins: its place in its category (from 1) and the title that is printed ("Terbaik I")."""

    nomination: Nomination
    place: int
    title: str


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
    return record(
        award_round=award_round,
        number=number,
        date=date,
        winners=winners,
        stored=files.put(document),
        document_name=document_name,
    )


@transaction.atomic
def record(
    *,
    award_round: Round,
    number: str,
    date: date,
    winners: Sequence[Choice],
    stored: files.Stored,
    document_name: str,
) -> AwardDecision:
    """Record minutes whose document is stored already."""
    lock_open(award_round.pk)
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
    award_round = lock_open(round_id)
    missing = [missing for missing in selectors.missing_of(award_round) if missing != selectors.Missing.LOCK]
    if missing:
        raise NotReady(missing)
    AwardDecision.objects.filter(round=award_round).update(locked_at=timezone.now(), locked_by=by)
    award_round.state = Round.State.DECIDED
    award_round.save(update_fields=["state"])
    return award_round
