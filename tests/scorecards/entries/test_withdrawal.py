"""Taking a submission back: as a whole, while no reviewer has begun; of two at once one wins and the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from scorecards.entries import services
from scorecards.entries.models import Entry, Submission
from scorecards.reviews.errors import NotSubmitted
from scorecards.reviews.services import accept, send_back, undo
from tests.scorecards.entries.conftest import World, make_world
from tests.scorecards.entries.helpers import set_level

State = Entry.State


def submitted(world: World, *codes: str) -> Submission:
    for code in codes:
        set_level(world.scorecard, code, "E", world.operator)
    return services.submit(scorecard_id=world.scorecard.pk, by=world.head)


def test_all_of_it_lies_with_the_unit_again_where_it_stood(world: World) -> None:
    first = submitted(world, "1.a")
    send_back(entry_id=world.entry("1.a").pk, reason="Buram.", seen_version=1, by=world.evaluator)
    second = submitted(world, "1.b")

    services.withdraw(submission_id=second.pk, by=world.head)

    assert (world.entry("1.a").state, world.entry("1.b").state) == (State.RETURNED, State.DRAFT)
    world.scorecard.refresh_from_db()
    assert world.scorecard.status == "returned"
    second.refresh_from_db()
    assert (second.withdrawn_by, sorted(second.entries.values_list("node__code", flat=True))) == (
        world.head,
        ["1.a", "1.b"],
    )
    with pytest.raises(services.CannotWithdraw):
        services.withdraw(submission_id=first.pk, by=world.head)


def test_nothing_of_it_once_a_reviewer_has_decided_on_any_but_all_of_it_when_that_was_taken_back(world: World) -> None:
    made = submitted(world, "1.a", "1.b")
    decision = accept(entry_id=world.entry("1.a").pk, level="E", note="", seen_version=1, by=world.evaluator)

    with pytest.raises(services.CannotWithdraw):
        services.withdraw(submission_id=made.pk, by=world.head)

    assert (world.entry("1.a").state, world.entry("1.b").state) == (State.FIXED, State.SUBMITTED)
    undo(entry_id=world.entry("1.a").pk, seen_decision=decision.pk, by=world.evaluator)
    with pytest.raises(services.CannotWithdraw):  # somebody has looked at it
        services.withdraw(submission_id=made.pk, by=world.head)


@pytest.mark.parametrize("who", ["operator", "other", "evaluator"])
def test_nobody_but_the_head_does(world: World, who: str) -> None:
    made = submitted(world, "1.a")

    with pytest.raises(services.EntryClosed):
        services.withdraw(submission_id=made.pk, by=getattr(world, who))

    assert world.entry("1.a").state == State.SUBMITTED


def test_the_head_does_it_on_the_page_and_a_second_press_is_told(world: World, client: Client) -> None:
    submitted(world, "1.a")
    client.force_login(world.head)
    page, url = (reverse(name, args=[world.scorecard.pk]) for name in ("entries:submit", "entries:withdraw"))

    assert url in client.get(page).content.decode()
    first, second = client.post(url), client.post(url)

    assert (first.status_code, second.status_code) == (302, 409)
    assert world.entry("1.a").state == State.DRAFT
    assert url not in client.get(page).content.decode()


class TestAtOnce:
    """One holds the scorecard's lock; the other waits, and then meets what the first left."""

    @pytest.fixture
    def world(self, transactional_db: None) -> World:
        return make_world()

    def late(self, act: Callable[[], object]) -> object:
        try:
            return act()
        finally:
            connection.close()

    def test_a_withdrawal_that_comes_after_the_decision_is_told(self, world: World) -> None:
        made, entry = submitted(world, "1.a"), world.entry("1.a")
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                accept(entry_id=entry.pk, level="E", note="", seen_version=1, by=world.evaluator)
                second = pool.submit(self.late, lambda: services.withdraw(submission_id=made.pk, by=world.head))
                with pytest.raises(TimeoutError):
                    second.result(timeout=0.5)
            with pytest.raises(services.CannotWithdraw):
                second.result()
        assert world.entry("1.a").state == State.FIXED

    def test_a_decision_that_comes_after_the_withdrawal_is_told(self, world: World) -> None:
        made, entry = submitted(world, "1.a"), world.entry("1.a")
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                services.withdraw(submission_id=made.pk, by=world.head)
                second = pool.submit(
                    self.late,
                    lambda: accept(entry_id=entry.pk, level="E", note="", seen_version=1, by=world.evaluator),
                )
                with pytest.raises(TimeoutError):
                    second.result(timeout=0.5)
            with pytest.raises(NotSubmitted):
                second.result()
        assert world.entry("1.a").state == State.DRAFT

    def test_submitting_and_withdrawing_at_once_leave_one_state(self, world: World) -> None:
        made = submitted(world, "1.a")
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                services.withdraw(submission_id=made.pk, by=world.head)
                again = pool.submit(self.late, lambda: services.withdraw(submission_id=made.pk, by=world.head))
                with pytest.raises(TimeoutError):
                    again.result(timeout=0.5)
            with pytest.raises(services.CannotWithdraw):
                again.result()
        assert world.entry("1.a").state == State.DRAFT
        assert submitted(world, "1.b").number == 2
