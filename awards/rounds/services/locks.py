"""The row that everything about a round waits for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from awards.domain.phases import Phase
from awards.rounds.models import Round
from awards.rounds.services.errors import RoundDecided, Taken, WrongPhase


def lock_open(round_id: int, *phases: Phase) -> Round:
    """Take the round's row, so that it moves no further meanwhile.

    RoundDecided when it is decided; WrongPhase when it is in none of `phases`, if any are given.
    """
    award_round = Round.objects.select_for_update().get(pk=round_id)
    if award_round.is_decided:
        raise RoundDecided(award_round)
    if phases and award_round.phase not in phases:
        raise WrongPhase
    return award_round


@contextmanager
def unique() -> Iterator[None]:
    """Turn what the database refuses as double into Taken, and keep the transaction usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") == "23505":
            raise Taken from error
        raise
