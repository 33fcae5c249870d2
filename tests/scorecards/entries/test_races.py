"""Two acts at the same moment on one scorecard: one waits, and then meets what the other left."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from scorecards.entries import services
from scorecards.entries.models import Entry, Mark
from tests.scorecards.entries.conftest import World, make_world
from tests.scorecards.entries.helpers import set_level


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def save(world: World, level: str) -> Mark:
    """Save on the version that the page was made with, in a thread of its own."""
    try:
        return services.save_mark(
            entry_id=world.entry("1.a").pk,
            party=Mark.Party.UNIT,
            level=level,
            version=1,
            save_key=None,
            by=world.operator,
        )
    finally:
        connection.close()


def test_what_is_saved_while_the_head_submits_is_refused_and_what_was_submitted_stays(world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            services.submit(scorecard_id=world.scorecard.pk, by=world.head)
            late = pool.submit(save, world, "D")
            with pytest.raises(TimeoutError):
                late.result(timeout=0.5)  # it waits for the lock that the submission holds
        with pytest.raises(services.EntryClosed):
            late.result()

    mark = world.mark("1.a")
    assert mark is not None
    assert (mark.level, world.entry("1.a").state) == ("E", Entry.State.SUBMITTED)


def test_of_two_saves_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)

    with ThreadPoolExecutor(2) as pool:
        results = [pool.submit(save, world, level) for level in ("D", "C")]
        errors = [result.exception() for result in results]

    refused = [error for error in errors if error is not None]
    mark = world.mark("1.a")
    assert mark is not None
    assert [type(error) for error in refused] == [services.Conflict]
    assert mark.version == 2
