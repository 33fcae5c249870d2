"""Two at once: what one does waits for the other, and sees what it left."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from awards.domain.phases import Phase
from awards.jury import services
from awards.jury.models import Criterion, Juror, JuryMark, Sheet
from awards.rounds.models import Round
from awards.rounds.services import RoundDecided, WrongPhase
from tests.awards.helpers import make_committee, winners_of
from tests.awards.jury.helpers import (
    give,
    make_judged_round,
    make_juror,
    make_jury_round,
    move_to,
    nomination_of,
)

pytestmark = pytest.mark.django_db(transaction=True)
REFUSALS = (services.JuryRefused, WrongPhase, RoundDecided)


def at_once(*acts: Callable[[], object]) -> list[Any]:
    """Do things on connections of their own; return what each gave, or its refusal."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except REFUSALS as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_round_that_two_move_moves_once_and_assigns_once() -> None:
    award_round = move_to(make_jury_round(), Phase.SCREENING)
    award_round.categories.get().nominations.update(standing="admitted")

    found = at_once(*[lambda: services.go_on(round_id=award_round.pk, seen=Phase.SCREENING)] * 2)

    assert sorted(isinstance(one, WrongPhase) for one in found) == [False, True]
    assert Round.objects.get().phase == Phase.JUDGING
    assert Sheet.objects.count() == 6


def test_two_who_fill_up_give_no_juror_too_many() -> None:
    award_round = move_to(make_jury_round(jurors=1), Phase.JUDGING)
    Sheet.objects.all().delete()
    make_juror(award_round)

    at_once(*[lambda: services.fill_up(round_id=award_round.pk)] * 3)

    assert Sheet.objects.count() == 3
    assert sorted(Sheet.objects.filter(juror=one).count() for one in Juror.objects.all()) == [1, 2]


def test_two_pages_of_one_juror_save_one_mark_and_one_is_told() -> None:
    move_to(make_jury_round(["Tim Satu"], jurors=1), Phase.JUDGING)
    sheet = Sheet.objects.get()
    criterion = Criterion.objects.all()[0]

    found = at_once(
        *[
            lambda value=value: services.save_mark(
                sheet_id=sheet.pk, criterion=criterion, change=services.MarkChange(0, value)
            )
            for value in (Decimal(60), Decimal(70))
        ]
    )

    assert sorted(isinstance(one, services.MarkConflict) for one in found) == [False, True]
    assert JuryMark.objects.get().version == 1


def test_sheet_taken_back_never_meets_a_round_that_goes_on() -> None:
    award_round = move_to(make_jury_round(["Tim Satu", "Tim Dua"], jurors=1), Phase.JUDGING)
    first, second = Sheet.objects.all()
    give(first, 80, 80)
    give(second, 70, 70, submit=False)

    at_once(
        lambda: services.submit(sheet_id=second.pk),
        lambda: services.take_back(sheet_id=first.pk),
        lambda: services.go_on(round_id=award_round.pk, seen=Phase.JUDGING),
    )

    is_deciding = Round.objects.get().phase == Phase.DECISION
    all_in = not Sheet.objects.filter(submitted_at__isnull=True).exists()
    assert all_in or not is_deciding


def test_locked_winners_are_those_of_the_minutes_whoever_deviates_meanwhile() -> None:
    award_round = make_judged_round(titles="Terbaik I")
    by = make_committee(award_round.government)
    minutes = services.draw_up(round_id=award_round.pk, number="1", day=date(2025, 1, 6), by=by)
    category, other = award_round.categories.get(), nomination_of(award_round, "Tim Satu").pk

    found = at_once(
        lambda: services.lock_decision(round_id=award_round.pk, content_sha256=minutes.content_sha256, by=by),
        lambda: services.deviate(category=category, order=[other], reason="Sebab.", version=0, by=by),
    )

    assert sum(isinstance(one, REFUSALS) for one in found) == 1
    if Round.objects.get().is_decided:
        assert [winner.nomination.recipient for winner in winners_of(award_round)] == ["Tim Dua"]
