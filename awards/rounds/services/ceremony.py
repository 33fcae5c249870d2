"""In which order categories are called up at the ceremony, and who hands over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from awards.rounds.models import Call, Round
from awards.rounds.services.errors import Changed


@dataclass(frozen=True)
class CallWords:
    """One category's place and presenter, and the version on which they were typed (0: none was set)."""

    position: int
    presenter: str
    version: int


@transaction.atomic
def set_calls(*, round_id: int, calls: Mapping[int, CallWords]) -> None:
    """Set the order of a decided round by category; Changed when somebody did meanwhile, then nothing is written."""
    award_round = Round.objects.select_for_update().get(pk=round_id)
    stored = {call.category_id: call for call in Call.objects.filter(category__round=award_round)}
    for category in award_round.categories.filter(pk__in=calls):
        words, call = calls[category.pk], stored.get(category.pk) or Call(category=category, version=0)
        if call.version != words.version:
            raise Changed(call.version, {"presenter": call.presenter, "position": call.position})
        if call.version and (call.position, call.presenter) == (words.position, words.presenter):
            continue
        call.position, call.presenter = words.position, words.presenter
        call.version += 1
        call.save()


def order_of(rows: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Return places from 1 without gaps, by category, for typed places; equal ones keep the order of the rows."""
    return {key: at for at, (key, _place) in enumerate(sorted(rows, key=lambda row: row[1]), start=1)}
