"""Taking a submission back: as a whole, while no reviewer has begun; of two acts at once one wins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.common.policy import Role
from portal.notices.models import Notice
from scorecards.domain.states import Actor, Event
from scorecards.editions.selectors import edition_of
from scorecards.entries import selectors, services, submissions
from scorecards.entries.models import Entry, Mark, Scorecard, Submission, Window, Withdrawal
from scorecards.entries.services.states import move
from scorecards.reviews.errors import NotSubmitted
from scorecards.reviews.services import accept
from tests import factories
from tests.scorecards.entries.conftest import World, make_world
from tests.scorecards.entries.helpers import set_level

State = Entry.State
REASON = "Salah berkas"


def submitted(world: World, *codes: str) -> Submission:
    for code in codes:
        set_level(world.scorecard, code, "E", world.operator)
    return services.submit(scorecard_id=world.scorecard.pk, by=world.head)


def withdraw(world: World, number: int = 1, reason: str = REASON) -> Withdrawal:
    return services.withdraw(scorecard_id=world.scorecard.pk, number=number, reason=reason, by=world.head)


def review(world: World, event: Event, code: str = "1.a") -> None:
    """Do what a reviewer's decision does to an entry, behind the same lock."""
    with transaction.atomic():
        Scorecard.objects.select_for_update().get(pk=world.scorecard.pk)
        move([world.entry(code)], event, Actor.EVALUATOR)


def decide(world: World) -> None:
    accept(entry_id=world.entry("1.a").pk, level="E", note="", seen_version=1, by=world.evaluator)


def states(world: World, *codes: str) -> list[str]:
    return [world.entry(code).state for code in codes]


def test_all_of_it_lies_with_the_unit_again_where_it_stood(world: World) -> None:
    submitted(world, "1.a")
    review(world, Event.RETURN)
    second = submitted(world, "1.b")

    taken = withdraw(world, second.number, f"  {REASON} ")

    assert states(world, "1.a", "1.b") == [State.RETURNED, State.DRAFT]
    assert (taken.submission, taken.withdrawn_by, taken.reason) == (second, world.head, REASON)
    world.scorecard.refresh_from_db()
    assert (world.scorecard.status, world.scorecard.submitted_at) == (
        Scorecard.Status.RETURNED,
        Submission.objects.get(number=1).submitted_at,
    )


def test_the_unit_changes_it_and_hands_it_in_again(world: World) -> None:
    submitted(world, "1.a")
    withdraw(world)

    set_level(world.scorecard, "1.a", "E", world.operator, "Diperbaiki")
    again = submitted(world)

    assert (again.number, states(world, "1.a")) == (2, [State.SUBMITTED])
    assert list(Submission.objects.standing()) == [again]


def test_once_a_reviewer_has_touched_any_of_it_all_of_it_stays(world: World) -> None:
    submitted(world, "1.a", "1.b")
    review(world, Event.FIX)

    with pytest.raises(services.CannotWithdraw) as told:
        withdraw(world)

    assert states(world, "1.a", "1.b") == [State.FIXED, State.SUBMITTED]
    assert "1.a" not in str(told.value)  # which entry, and how, is not the unit's to know


def test_a_mark_without_a_decision_is_a_beginning(world: World) -> None:
    submitted(world, "1.a")
    Mark.objects.create(entry=world.entry("1.a"), party=Mark.Party.ASSURER, level="E", changed_by=world.evaluator)

    with pytest.raises(services.CannotWithdraw):
        withdraw(world)


def test_a_mark_of_an_earlier_round_is_none(world: World) -> None:
    submitted(world, "1.a")
    Mark.objects.create(entry=world.entry("1.a"), party=Mark.Party.EVALUATOR, level="", changed_by=world.evaluator)
    review(world, Event.RETURN)
    submitted(world)

    withdraw(world, 2)

    assert states(world, "1.a") == [State.RETURNED]


def test_only_the_last_one_can_be_taken_back_and_then_the_one_before(world: World) -> None:
    submitted(world, "1.a")
    submitted(world, "1.b")

    with pytest.raises(services.CannotWithdraw, match="pengajuan 2"):
        withdraw(world, 1)
    withdraw(world, 2)
    withdraw(world, 1)

    assert states(world, "1.a", "1.b") == [State.DRAFT, State.DRAFT]
    world.scorecard.refresh_from_db()
    assert (world.scorecard.status, world.scorecard.submitted_at) == (Scorecard.Status.OPEN, None)


def test_a_reason_is_needed(world: World) -> None:
    submitted(world, "1.a")

    with pytest.raises(services.ReasonMissing):
        withdraw(world, reason="  ")


@pytest.mark.parametrize("who", ["operator", "other", "evaluator", "leader"])
def test_nobody_but_the_head_does(world: World, who: str) -> None:
    submitted(world, "1.a")

    with pytest.raises(services.EntryClosed):
        services.withdraw(scorecard_id=world.scorecard.pk, number=1, reason=REASON, by=getattr(world, who))

    assert states(world, "1.a") == [State.SUBMITTED]


def test_after_the_heads_window_it_stays(world: World, client: Client) -> None:
    submitted(world, "1.a")
    Window.objects.filter(cycle=world.cycle, role=Role.HEAD).update(closes_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(services.EntryClosed, match="ditutup"):
        withdraw(world)
    client.force_login(world.head)
    page = client.get(reverse("entries:scorecard", args=[world.scorecard.pk])).content.decode()
    assert reverse("entries:withdraw", args=[world.scorecard.pk, 1]) not in page


def test_those_who_were_told_of_the_submission_and_the_unit_are_told_why(world: World) -> None:
    submitted(world, "1.a")

    withdraw(world)

    told = Notice.objects.filter(kind="withdrawn")
    assert set(told.values_list("recipient", flat=True)) == {world.evaluator.pk, world.operator.pk}
    assert set(told.values_list("title", "reason")) == {("Dinas Kesehatan menarik SAKIP 2025", REASON)}


def test_what_the_head_has_not_seen_is_not_handed_in(world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)
    seen = token(world)
    set_level(world.scorecard, "1.a", "E", world.operator, "Ditambah")

    with pytest.raises(services.SubmissionChanged):
        services.submit(scorecard_id=world.scorecard.pk, seen=seen, by=world.head)

    assert services.submit(scorecard_id=world.scorecard.pk, seen=token(world), by=world.head).number == 1


def token(world: World) -> str:
    found = selectors.standings_of(world.scorecard, edition_of(world.cycle.edition))
    return submissions.token_of([one for one in found if selectors.is_ready(one)])


class TestPage:
    def addresses(self, world: World, number: int = 1) -> tuple[str, str]:
        card = world.scorecard.pk
        return reverse("entries:scorecard", args=[card]), reverse("entries:withdraw", args=[card, number])

    def test_the_head_goes_from_the_scorecard_and_a_second_press_is_told(self, world: World, client: Client) -> None:
        submitted(world, "1.a")
        client.force_login(world.head)
        card, url = self.addresses(world)

        assert url in client.get(card).content.decode()
        assert "1.a" in client.get(url).content.decode()
        first, second = client.post(url, {"reason": REASON}), client.post(url, {"reason": REASON})

        assert (first.status_code, second.status_code) == (302, 409)
        assert "sudah ditarik" in second.content.decode()
        page = client.get(card).content.decode()
        assert url not in page
        assert REASON in page

    def test_without_a_reason_nothing_happens(self, world: World, client: Client) -> None:
        submitted(world, "1.a")
        client.force_login(world.head)

        assert client.post(self.addresses(world)[1], {"reason": " "}).status_code == 422
        assert states(world, "1.a") == [State.SUBMITTED]

    @pytest.mark.parametrize(("who", "status"), [("operator", 403), ("evaluator", 403), ("leader", 403)])
    def test_only_a_head_gets_there(self, world: World, client: Client, who: str, status: int) -> None:
        submitted(world, "1.a")
        client.force_login(getattr(world, who))

        assert client.get(self.addresses(world)[1]).status_code == status

    def test_the_head_of_another_unit_does_not_learn_that_it_exists(self, world: World, client: Client) -> None:
        submitted(world, "1.a")
        client.force_login(factories.make_member(Role.HEAD, world.other_unit))

        assert client.post(self.addresses(world)[1], {"reason": REASON}).status_code == 404

    def test_it_offers_nothing_to_those_who_only_read(self, world: World, client: Client) -> None:
        submitted(world, "1.a")
        for who in (world.operator, world.evaluator, world.leader):
            client.force_login(who)
            page = client.get(self.addresses(world)[0]).content.decode()
            assert "Pengajuan 1" in page
            assert self.addresses(world)[1] not in page


class TestAtOnce:
    """One holds the scorecard's lock; the other waits, and then meets what the first left."""

    @pytest.fixture
    def world(self, transactional_db: None) -> World:
        return make_world()

    def meet(self, first: Callable[[], object], second: Callable[[], object]) -> BaseException | None:
        """Begin the second while the first is not committed; return what the second was told."""

        def late() -> object:
            try:
                return second()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                first()
                waiting = pool.submit(late)
                with pytest.raises(TimeoutError):
                    waiting.result(timeout=0.5)
            return waiting.exception()

    def test_a_withdrawal_after_the_decision_is_told(self, world: World) -> None:
        submitted(world, "1.a")

        told = self.meet(lambda: decide(world), lambda: withdraw(world))

        assert isinstance(told, services.CannotWithdraw)
        assert states(world, "1.a") == [State.FIXED]
        assert not Withdrawal.objects.exists()

    def test_a_decision_after_the_withdrawal_is_told(self, world: World) -> None:
        submitted(world, "1.a")

        told = self.meet(lambda: withdraw(world), lambda: decide(world))

        assert isinstance(told, NotSubmitted)
        assert states(world, "1.a") == [State.DRAFT]
        assert world.mark("1.a", Mark.Party.EVALUATOR) is None

    def test_a_submission_after_the_withdrawal_is_told_and_hands_in_nothing_that_came_back(self, world: World) -> None:
        submitted(world, "1.a")
        set_level(world.scorecard, "1.b", "E", world.operator)
        seen = token(world)

        told = self.meet(
            lambda: withdraw(world),
            lambda: services.submit(scorecard_id=world.scorecard.pk, seen=seen, by=world.head),
        )

        assert isinstance(told, services.SubmissionChanged)
        assert states(world, "1.a", "1.b") == [State.DRAFT, State.DRAFT]
        assert Submission.objects.count() == 1

    def test_a_withdrawal_after_the_next_submission_is_told(self, world: World) -> None:
        submitted(world, "1.a")
        set_level(world.scorecard, "1.b", "E", world.operator)

        told = self.meet(lambda: submitted(world), lambda: withdraw(world))

        assert isinstance(told, services.CannotWithdraw)
        assert states(world, "1.a", "1.b") == [State.SUBMITTED, State.SUBMITTED]

    def test_of_two_withdrawals_one_is_told(self, world: World) -> None:
        submitted(world, "1.a")

        told = self.meet(lambda: withdraw(world), lambda: withdraw(world))

        assert isinstance(told, services.CannotWithdraw)
        assert Withdrawal.objects.count() == 1
