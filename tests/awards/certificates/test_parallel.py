"""Numbers under stress: many at once, and a worker that is killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models.functions import Now

from awards.certificates import selectors, services
from awards.certificates.models import Certificate, CertificateRevision, NumberSeries
from portal.common import files, work
from portal.common.models import Job, Work
from portal.launcher.processes import Child, wait_until
from tests.awards.helpers import (
    issue_all,
    make_committee,
    make_decided_round,
    make_series,
    make_signatory,
    winners_of,
)
from tests.conftest import ROOT, environment

pytestmark = pytest.mark.django_db(transaction=True)


def test_fifty_at_once_get_one_to_fifty() -> None:
    award_round = make_decided_round([f"Tim {number}" for number in range(50)])
    series, signatory = make_series(award_round.government), make_signatory(award_round.government)
    by = make_committee(award_round.government)

    def issue_one(winner_id: int) -> None:
        try:
            services.issue(
                round_id=award_round.pk,
                winner_ids=[winner_id],
                signatory_id=signatory.pk,
                series_id=series.pk,
                by=by,
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(issue_one, [winner.pk for winner in winners_of(award_round)]))

    assert sorted(Certificate.objects.values_list("sequence", flat=True)) == list(range(1, 51))
    assert selectors.register_of(NumberSeries.objects.get(), month=1).report.is_sound


def test_rounds_that_share_a_register_never_share_a_number() -> None:
    first = make_decided_round([f"Tim {number}" for number in range(10)])
    second = make_decided_round([f"Regu {number}" for number in range(10)], first.government)
    make_series(first.government)
    make_signatory(first.government)
    by = make_committee(first.government)

    def issue_round(award_round_number: int) -> None:
        try:
            issue_all([first, second][award_round_number], by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(issue_round, [0, 1]))

    assert sorted(Certificate.objects.values_list("sequence", flat=True)) == list(range(1, 21))


def test_ten_presses_at_once_make_one_certificate() -> None:
    award_round = make_decided_round(["Tim Satu"])
    make_series(award_round.government)
    make_signatory(award_round.government)
    by = make_committee(award_round.government)

    def press(_number: int) -> int:
        try:
            return issue_all(award_round, by=by).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        jobs = set(threads.map(press, range(10)))

    assert jobs == {Job.objects.get().pk}
    assert Certificate.objects.get().sequence == 1


@pytest.fixture
def drain() -> Iterator["Drain"]:
    """A program that drains the queue and can be killed."""
    program = Drain()
    yield program
    program.kill()


class Drain:
    """`manage.py drain --queue bulk` on the test's own database."""

    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        command = [sys.executable, "manage.py", "drain", "--queue", "bulk"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        """Kill it the hard way, if it runs."""
        if self.process and self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()


def test_worker_killed_twice_between_number_and_file_resumes_the_same_number(drain: Drain) -> None:
    award_round = make_decided_round(["Tim Satu", "Tim Dua", "Tim Tiga"])
    job = issue_all(award_round)
    numbers = sorted(Certificate.objects.values_list("number", flat=True))

    for attempt in (1, 2):
        drain.start()
        _wait_until_claimed(attempt)  # the number is taken, the file is being made
        drain.kill()
        Work.objects.update(next_at=Now())  # the lease runs out
    work.drain("bulk")

    assert work.progress(job).done == 3
    assert sorted(Certificate.objects.filter(state="issued").values_list("number", flat=True)) == numbers
    assert [files.read(sha256)[:5] for sha256 in CertificateRevision.objects.values_list("sha256", flat=True)] == [
        b"%PDF-"
    ] * 3
    assert NumberSeries.objects.get().next == 4


@pytest.mark.services
def test_celery_worker_makes_the_files(worker: Child) -> None:
    job = issue_all(make_decided_round(["Tim Satu", "Tim Dua"]))

    wait_until(lambda: work.progress(job).is_over, worker)

    assert work.progress(job).done == 2
    assert set(Certificate.objects.values_list("state", flat=True)) == {Certificate.State.ISSUED}
    assert files.read(CertificateRevision.objects.order_by("pk")[0].sha256).startswith(b"%PDF-")


def _wait_until_claimed(attempts: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if Work.objects.filter(attempts=attempts, done=0).exists():
            return
        time.sleep(0.01)
    pytest.fail("nobody took the work up")
