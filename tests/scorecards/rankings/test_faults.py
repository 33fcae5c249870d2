"""A worker dies in the middle of a recompute and the broker forgets everything: the ranking is right all the same."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
import redis
from django.db import connection

from portal.common import work
from portal.launcher.processes import Child, spawn
from scorecards.rankings.models import Result
from scorecards.rankings.services.recompute import recompute
from tests.conftest import ROOT, environment, start_worker
from tests.factories import make_user
from tests.scorecards.rankings.helpers import accept, card_of, claim, make_city, open_sakip

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

PROMISED_SECONDS = 60


def celery(log: Path) -> list[Child]:
    """Start a worker and the beat that sweeps for it."""
    folder = log.parent / f"{log.stem}-beat"
    folder.mkdir()
    beat: list[str | Path] = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "portal",
        "beat",
        "--schedule",
        folder / "schedule",
        "--pidfile",
        "",
    ]
    return [
        start_worker(log, queues="fast"),
        spawn("beat", beat, log=folder / "beat.log", env=environment(), cwd=ROOT),
    ]


def loop(log: Path) -> list[Child]:
    """Start the command that works without any broker."""
    command: list[str | Path] = [sys.executable, ROOT / "manage.py", "drain", "--loop"]
    return [spawn("drain", command, log=log, env={**environment(), "REDIS_URL": ""}, cwd=ROOT)]


@contextmanager
def held_back(cycle_id: int) -> Iterator[None]:
    """Hold the row that every recompute of the cycle locks, so that one can be met in the middle."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM rankings_computation WHERE cycle_id = %s FOR UPDATE", [cycle_id])
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()


def is_in_the_middle() -> bool:
    """Tell whether a recompute waits for the row that is held back."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE %s
            """,
            ["%rankings_computation%FOR NO KEY UPDATE%"],
        )
        (waiting,) = cursor.fetchone()
    return bool(waiting)


def wait_for(condition: Callable[[], bool], children: list[Child], seconds: float) -> float:
    """Return the seconds that it took."""
    started = time.monotonic()
    while not condition():
        logs = "\n".join(child.last_lines() for child in children)
        assert time.monotonic() - started < seconds, f"not within {seconds:g} s; the logs say:\n{logs}"
        time.sleep(0.1)
    return time.monotonic() - started


def kill(children: list[Child]) -> None:
    """End whole process groups as a power cut would."""
    for child in children:
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait(timeout=10)


@pytest.mark.parametrize("start", [celery, loop], ids=["celery", "drain"])
def test_the_ranking_is_right_although_its_worker_was_killed(
    start: Callable[[Path], list[Child]], broker: str, tmp_path: Path
) -> None:
    _, units = make_city(3)
    cycle, by = open_sakip(units), make_user()
    for unit in units:
        claim(card_of(cycle, unit), "B", by=by)
    recompute(cycle_id=cycle.pk)
    for unit, level in zip(units, ("B", "A", "BB"), strict=True):
        accept(card_of(cycle, unit), level, by=by)

    first = start(tmp_path / "first.log")
    try:
        with held_back(cycle.pk):
            work.request("ranking", cycle.pk)
            wait_for(is_in_the_middle, first, PROMISED_SECONDS)
            kill(first)
            redis.Redis.from_url(broker).flushdb()
    finally:
        for child in first:
            child.stop(patience=1)
    assert set(Result.objects.values_list("rank", flat=True)) == {None}

    second = start(tmp_path / "second.log")
    try:
        wait_for(lambda: not work.is_open("ranking", cycle.pk), second, PROMISED_SECONDS)
    finally:
        for child in second:
            child.stop(patience=5)

    found = Result.objects.order_by("rank").values_list("scorecard__unit__name", "verified", "rank", "rank_worst")
    assert list(found) == [
        ("Dinas B", Decimal("90.00"), 1, 1),
        ("Dinas C", Decimal("80.00"), 2, 2),
        ("Dinas A", Decimal("70.00"), 3, 3),
    ]
