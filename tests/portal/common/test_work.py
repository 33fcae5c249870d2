"""The work queue: what is asked for is done once, whatever happens to workers."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time as daytime
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from portal.common import work
from portal.common.models import Job, Work
from tests.portal.common.kinds import Register, make_due, row

pytestmark = pytest.mark.django_db


def test_asking_three_times_is_done_once(register: Register) -> None:
    served: list[str] = []
    register("probe", served.append)
    for _ in range(3):
        work.request("probe", 7)

    assert work.drain("fast") == 1
    assert served == ["7"]
    assert (row(7).requested, row(7).done, row(7).attempts) == (3, 3, 0)
    assert work.drain("fast") == 0


def test_oldest_request_is_served_first(register: Register) -> None:
    served: list[str] = []
    register("probe", served.append)
    for key in ("b", "a", "c"):
        work.request("probe", key)

    work.drain("fast")

    assert served == ["b", "a", "c"]


def test_queues_do_not_serve_each_other(register: Register) -> None:
    served: list[str] = []
    register("probe", served.append)
    register("slow", served.append, queue="bulk", in_transaction=False)
    work.request("slow", 1)

    assert work.drain("fast") == 0
    assert work.drain("bulk") == 1
    assert served == ["1"]


def test_a_request_that_rolls_back_leaves_nothing(register: Register) -> None:
    register("probe", lambda key: None)

    with transaction.atomic():
        work.request("probe", 1)
        transaction.set_rollback(True)

    assert not Work.objects.exists()


@pytest.mark.parametrize("in_transaction", [True, False])
def test_a_request_during_computing_stays_open(register: Register, in_transaction: bool) -> None:
    served: list[str] = []

    def handler(key: str) -> None:
        served.append(key)
        if len(served) == 1:
            work.request("probe", key)

    register("probe", handler, in_transaction=in_transaction)
    work.request("probe", 1)

    assert work.drain("fast", limit=1) == 1
    assert (row(1).requested, row(1).done) == (2, 1)
    assert work.is_open("probe", 1)

    assert work.drain("fast") == 1
    assert served == ["1", "1"]
    assert not work.is_open("probe", 1)


def test_a_failure_is_kept_with_its_reason_and_tried_later(register: Register) -> None:
    def handler(key: str) -> None:
        raise ValueError(f"no such thing as {key}")

    register("probe", handler)
    work.request("probe", 1)
    before = timezone.now()

    assert work.drain("fast") == 1
    failed = row(1)
    assert failed.last_error == "ValueError: no such thing as 1"
    assert failed.attempts == 1
    assert before + timedelta(seconds=4) < failed.next_at < before + timedelta(seconds=10)


def test_what_a_failed_handler_wrote_is_undone(register: Register) -> None:
    def handler(key: str) -> None:
        Job.objects.create(kind="probe", title="half done")
        raise ValueError

    register("probe", handler)
    work.request("probe", 1)

    work.drain("fast")

    assert not Job.objects.exists()


def test_a_poison_row_is_parked_after_eight_attempts_while_others_go_on(register: Register) -> None:
    served: list[str] = []

    def handler(key: str) -> None:
        served.append(key)
        if key == "poison":
            raise ValueError("cannot be")

    register("probe", handler)
    work.request("probe", "poison")
    work.request("probe", "good")

    for _ in range(work.PARK_AFTER + 3):
        make_due()
        work.drain("fast")

    assert served.count("poison") == work.PARK_AFTER
    assert served.count("good") == 1
    assert (row("poison").attempts, row("poison").done) == (work.PARK_AFTER, 0)
    assert work.oldest_open_seconds() is None  # it waits for a person now
    assert work.is_parked("probe", "poison")

    work.request("probe", "poison")  # new data may have mended it

    assert row("poison").attempts == 0
    assert not work.is_parked("probe", "poison")
    assert work.oldest_open_seconds() is not None


def test_a_worker_that_died_has_used_up_an_attempt(register: Register) -> None:
    register("probe", lambda key: None)
    work.request("probe", 1)

    claim = work._claim("fast")  # and then nothing more: the process is gone

    assert claim is not None
    assert row(1).attempts == 1
    assert work.drain("fast") == 0  # leased
    make_due()
    assert work.drain("fast") == 1
    assert (row(1).done, row(1).attempts) == (1, 0)


def test_leased_kinds_get_a_longer_lease(register: Register) -> None:
    register("probe", lambda key: None)
    register("slow", lambda key: None, in_transaction=False)
    work.request("probe", 1)
    work.request("slow", 1)

    before = timezone.now()
    work._claim("fast")
    work._claim("fast")

    assert (row(1).next_at - before).total_seconds() == pytest.approx(work.LOCKED_LEASE_SECONDS, abs=2)
    assert (row(1, "slow").next_at - before).total_seconds() == pytest.approx(work.FREE_LEASE_SECONDS, abs=2)


@pytest.mark.django_db(transaction=True)
def test_leased_kinds_run_outside_any_transaction(register: Register) -> None:
    seen: list[bool] = []
    register("probe", lambda key: seen.append(connection.in_atomic_block))
    register("slow", lambda key: seen.append(connection.in_atomic_block), in_transaction=False)
    work.request("probe", 1)
    work.request("slow", 1)

    work.drain("fast")

    assert seen == [True, False]


@contextmanager
def other_session() -> Iterator[Any]:
    """A second connection to the same database."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_a_key_that_somebody_else_computes_is_skipped_and_not_counted_as_failed(register: Register) -> None:
    served: list[str] = []
    register("probe", served.append)
    work.request("probe", 1)

    with other_session() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('probe'), hashtext('1'))")
        for _ in range(work.PARK_AFTER + 1):  # longer than so many leases
            make_due()
            assert work.drain("fast") == 1
    assert served == []
    assert (row(1).done, row(1).attempts, row(1).last_error) == (0, 0, "")

    make_due()
    work.drain("fast")

    assert served == ["1"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_compute_one_key_together(register: Register) -> None:
    inside, most, served = [0], [0], [0]
    guard = threading.Lock()

    def handler(key: str) -> None:
        with guard:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            served[0] += 1
        time.sleep(0.03)
        with guard:
            inside[0] -= 1

    register("probe", handler)
    work.request("probe", 1)

    def run() -> None:
        try:
            for _ in range(20):
                work.drain("fast")
                work.request("probe", 1)
        finally:
            connection.close()

    workers = [threading.Thread(target=run) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    make_due()
    work.drain("fast")

    assert most[0] == 1
    assert 1 < served[0] <= 61
    assert row(1).requested == row(1).done == 61


@pytest.mark.django_db(transaction=True)
def test_a_claimed_row_does_not_stop_the_others(register: Register) -> None:
    served: list[str] = []
    register("probe", served.append)
    work.request("probe", 1)
    work.request("probe", 2)

    with other_session() as cursor:  # as a request does until its user's transaction is over
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM common_work WHERE key = '1' FOR UPDATE")
        work.drain("fast")
        cursor.execute("ROLLBACK")

    assert served == ["2"]


def test_an_unknown_kind_waits_for_a_program_that_knows_it(register: Register) -> None:
    register("probe", lambda key: None)
    work.request("probe", 1)
    Work.objects.update(kind="of-a-newer-release")

    assert work.drain("fast") == 0
    assert Work.objects.filter(done__lt=F("requested")).count() == 1


def test_the_command_serves_everything_and_says_how_much(
    register: Register, capsys: pytest.CaptureFixture[str]
) -> None:
    served: list[str] = []
    register("probe", served.append)
    register("slow", served.append, queue="bulk", in_transaction=False)
    work.request("probe", 1)
    work.request("slow", 2)

    call_command("drain")

    assert served == ["1", "2"]
    assert "rows taken up." in capsys.readouterr().out  # two, and what is done once a day


def test_a_drain_that_lasts_hands_over_to_the_next(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[str] = []
    register("probe", served.append)
    for key in range(3):
        work.request("probe", key)
    monkeypatch.setattr(work, "DRAIN_SECONDS", -1)

    assert work.drain("fast") == 0
    assert served == []


def test_what_has_its_time_is_not_done_before(register: Register) -> None:
    served: list[str] = []
    register("probe", served.append)
    work.request("probe", 1, at=timezone.now() + timedelta(hours=1))

    assert work.drain("fast") == 0
    assert work.oldest_open_seconds() is None
    make_due()
    assert work.drain("fast") == 1
    assert served == ["1"]


def test_a_handler_may_ask_to_be_called_later_and_uses_up_no_attempt(register: Register) -> None:
    at = timezone.now() + timedelta(hours=1)

    def not_yet(_key: str) -> None:
        raise work.Later(at)

    register("probe", not_yet, in_transaction=False)
    work.request("probe", 1)
    work.drain("fast")

    row = Work.objects.get(kind="probe")
    assert (row.next_at, row.attempts, row.done, row.last_error) == (at, 0, 0, "")


def test_what_is_done_daily_is_asked_for_once_a_day(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[str] = []
    register("probe", served.append)
    monkeypatch.setitem(work._daily, "probe", daytime(0, 0))
    monkeypatch.setitem(work._daily, "late", daytime(23, 59, 59, 999_999))
    register("late", served.append)

    for _ in range(2):
        work.ask_for_daily("fast")
        work.drain("fast")

    assert [key for key in served if len(key) == len("2026-01-01")] == served
    assert Work.objects.filter(kind="probe").count() == 1
    assert not Work.objects.filter(kind="late").exists()
