"""Nominations: entered one by one or from a table, corrected, screened, and taken away while nothing followed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError

from awards.domain.phases import Phase
from awards.rounds import selectors
from awards.rounds.models import Category, Institution, Nomination
from awards.rounds.services.errors import Changed, Followed
from awards.rounds.services.locks import lock_open, unique
from portal.units.models import Unit

ENTERING = (Phase.NOMINATION, Phase.SCREENING)


@dataclass(frozen=True)
class NominationWords:
    """What a nomination says: the recipient's name is printed as it stands here."""

    kind: Nomination.Kind
    recipient: str
    unit: Unit | None = None
    institution: Institution | None = None
    work: str = ""


def nominate(
    *,
    category: Category,
    kind: Nomination.Kind,
    recipient: str,
    unit: Unit | None = None,
    institution: Institution | None = None,
    work: str = "",
) -> Nomination:
    """Nominate a recipient under the name that is printed, perhaps for a named work; Taken when it stands there."""
    return nominate_all(rows=[(category, NominationWords(kind, recipient, unit, institution, work))])[0]


@transaction.atomic
def nominate_all(*, rows: Sequence[tuple[Category, NominationWords]]) -> list[Nomination]:
    """Enter several nominations of one round, all or none; they come before the judging."""
    if not rows:
        return []
    award_round = lock_open(rows[0][0].round_id, *ENTERING)
    with unique():
        return [
            Nomination.objects.create(government_id=award_round.government_id, category=category, **vars(words))
            for category, words in rows
        ]


@transaction.atomic
def change_nomination(*, nomination_id: int, words: NominationWords, version: int) -> Nomination:
    """Correct a nomination until the decision is locked; Changed when somebody did since `version`."""
    nomination = _locked(nomination_id)
    if nomination.version != version:
        raise Changed(nomination.version, selectors.nomination_words(nomination))
    for name, value in vars(words).items():
        setattr(nomination, name, value)
    nomination.version += 1
    with unique():
        nomination.save()
    return nomination


@transaction.atomic
def remove_nomination(*, nomination_id: int) -> None:
    """Take a nomination away again; Followed once somebody is to judge it, WrongPhase once judging began."""
    nomination = _locked(nomination_id, *ENTERING)
    try:
        with transaction.atomic():
            nomination.delete()
    except ProtectedError as error:
        raise Followed from error


@transaction.atomic
def screen(*, nomination_id: int, standing: Nomination.Standing, reason: str = "") -> Nomination:
    """Admit a nomination, exclude it for a reason, or leave it open again; only while the round is screened."""
    nomination = _locked(nomination_id, Phase.SCREENING)
    nomination.standing = standing
    nomination.screening_reason = reason if standing == Nomination.Standing.EXCLUDED else ""
    nomination.version += 1
    nomination.save(update_fields=["standing", "screening_reason", "version"])
    return nomination


@transaction.atomic
def admit_rest(*, round_id: int) -> int:
    """Admit every nomination that nobody has screened; return how many."""
    lock_open(round_id, Phase.SCREENING)
    rest = Nomination.objects.filter(category__round=round_id, standing=Nomination.Standing.ENTERED)
    return rest.update(standing=Nomination.Standing.ADMITTED)


def _locked(nomination_id: int, *phases: Phase) -> Nomination:
    """Take the round's row, then read the nomination as it stands behind it."""
    round_id = Nomination.objects.values_list("category__round", flat=True).get(pk=nomination_id)
    lock_open(round_id, *phases)
    return Nomination.objects.select_related("category", "unit", "institution").get(pk=nomination_id)
