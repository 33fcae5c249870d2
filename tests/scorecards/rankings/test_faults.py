"""A worker dies in the middle of a recompute and the broker forgets everything: the ranking is right all the same."""

import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import redis

from portal.common import work
from portal.launcher.processes import Child, spawn
from scorecards.rankings.models import Result
from scorecards.rankings.services.recompute import recompute
from tests.conftest import ROOT, environment, start_worker
from tests.factories import make_user
from tests.faults import held_back, kill, loop, wait_for, waits_to
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
        with held_back("rankings_computation", "cycle_id", cycle.pk):
            work.request("ranking", cycle.pk)
            wait_for(lambda: waits_to("%rankings_computation%FOR NO KEY UPDATE%"), first, PROMISED_SECONDS)
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
