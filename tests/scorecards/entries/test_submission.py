"""Handing a scorecard in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.common.policy import Role
from scorecards.entries import services
from scorecards.entries.models import Entry, Scorecard, Window
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import fulfil, set_level


def test_the_head_hands_in_what_has_an_answer(world: World) -> None:
    fulfil(world.scorecard, "1.a", 6, world.operator)
    set_level(world.scorecard, "1.a", "BB", world.operator)

    submission = services.submit(scorecard_id=world.scorecard.pk, note=" Siap ", by=world.head)

    scorecard = Scorecard.objects.get(pk=world.scorecard.pk)
    assert (submission.number, submission.note, submission.submitted_by) == (1, "Siap", world.head)
    assert scorecard.status == Scorecard.Status.SUBMITTED
    assert scorecard.submitted_at is not None
    assert world.entry("1.a").state == Entry.State.SUBMITTED
    assert world.entry("1.a.6").state == Entry.State.DRAFT
    assert world.entry("1.b").state == Entry.State.EMPTY
    assert world.entry("1.b.1").state == Entry.State.EMPTY


def test_an_operator_cannot_hand_in(world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)

    with pytest.raises(services.EntryClosed):
        services.submit(scorecard_id=world.scorecard.pk, by=world.operator)


def test_nothing_answered_is_nothing_to_hand_in(world: World) -> None:
    fulfil(world.scorecard, "1.a", 6, world.operator)

    with pytest.raises(services.NothingToSubmit):
        services.submit(scorecard_id=world.scorecard.pk, by=world.head)


@pytest.mark.parametrize(
    ("fulfilled", "level", "is_allowed"),
    [
        (6, "AA", True),
        (5, "B", True),
        (5, "BB", False),
        (4, "CC", True),
        (4, "B", False),
        (3, "C", True),
        (3, "CC", False),
        (1, "D", True),
        (1, "C", False),
        (0, "E", True),
        (0, "D", False),
    ],
)
def test_a_grade_above_its_checks_blocks_the_submission(
    world: World, fulfilled: int, level: str, is_allowed: bool
) -> None:
    fulfil(world.scorecard, "1.a", fulfilled, world.operator)
    set_level(world.scorecard, "1.a", level, world.operator)

    if is_allowed:
        services.submit(scorecard_id=world.scorecard.pk, by=world.head)
    else:
        with pytest.raises(services.SubmitBlocked) as caught:
            services.submit(scorecard_id=world.scorecard.pk, by=world.head)
        assert [problem.code for problem in caught.value.problems] == ["1.a"]

    assert (world.entry("1.a").state == Entry.State.SUBMITTED) is is_allowed


def test_a_check_that_does_not_apply_leaves_the_share(world: World) -> None:
    fulfil(world.scorecard, "1.a", 6, world.operator)
    set_level(world.scorecard, "1.a.1", "N/A", world.operator)
    set_level(world.scorecard, "1.a.2", "N/A", world.operator)
    set_level(world.scorecard, "1.a", "AA", world.operator)

    services.submit(scorecard_id=world.scorecard.pk, by=world.head)

    assert world.entry("1.a").state == Entry.State.SUBMITTED


def test_an_unanswered_check_is_not_fulfilled(world: World) -> None:
    for code in ("1.a.1", "1.a.2", "1.a.3"):
        set_level(world.scorecard, code, "yes", world.operator)
    set_level(world.scorecard, "1.a", "CC", world.operator)

    with pytest.raises(services.SubmitBlocked):
        services.submit(scorecard_id=world.scorecard.pk, by=world.head)


def test_after_the_heads_window_nothing_can_be_handed_in(world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)
    Window.objects.filter(cycle=world.cycle, role=Role.HEAD).update(closes_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(services.EntryClosed, match="ditutup"):
        services.submit(scorecard_id=world.scorecard.pk, by=world.head)


def test_a_returned_entry_is_corrected_and_handed_in_again(world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)
    services.submit(scorecard_id=world.scorecard.pk, by=world.head)
    Entry.objects.filter(pk=world.entry("1.a").pk).update(state=Entry.State.RETURNED)
    Scorecard.objects.filter(pk=world.scorecard.pk).update(status=Scorecard.Status.RETURNED)
    fulfil(world.scorecard, "1.a", 2, world.operator)
    set_level(world.scorecard, "1.a", "C", world.operator)

    again = services.submit(scorecard_id=world.scorecard.pk, by=world.head)

    assert again.number == 2
    assert world.entry("1.a").state == Entry.State.RESUBMITTED
    assert Scorecard.objects.get(pk=world.scorecard.pk).status == Scorecard.Status.SUBMITTED


def test_what_was_handed_in_is_not_handed_in_twice(world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)
    services.submit(scorecard_id=world.scorecard.pk, by=world.head)

    with pytest.raises(services.NothingToSubmit):
        services.submit(scorecard_id=world.scorecard.pk, by=world.head)
