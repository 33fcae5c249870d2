"""Two requests for one report at once, and a worker that dies: one job, one file."""

import threading
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from portal.common import files, work
from portal.common.models import Work
from scorecards.reports.models import Report
from scorecards.reports.selectors.subjects import Subject
from scorecards.reports.services.reports import make, order
from tests.faults import break_off, held_back, kill, loop, wait_for, waits_to
from tests.scorecards.rankings.helpers import card_of, evaluator_of
from tests.scorecards.rankings.pages import decided_city

pytestmark = pytest.mark.django_db(transaction=True)


def both(*acts: "threading.Thread") -> None:
    for act in acts:
        act.start()
    for act in acts:
        act.join(timeout=60)


def test_two_requests_at_once_are_one_job_and_two_workers_store_one_file() -> None:
    government, units, cycle = decided_city(1)
    evaluator = evaluator_of(government)
    subject = Subject(government.pk, cycle.pk, card_of(cycle, units[0]).pk)
    start, jobs, faults = Barrier(2), [], []

    def ask() -> None:
        try:
            start.wait(timeout=30)
            jobs.append(order(kind="rapor", file_format="pdf", subjects=[subject], title="Rapor", by=evaluator).pk)
        except Exception as error:  # a thread's fault must reach the test
            faults.append(error)
        finally:
            connection.close()

    both(*(threading.Thread(target=ask) for _ in range(2)))
    report = Report.objects.get()

    def render() -> None:
        try:
            start.wait(timeout=30)
            make(report_id=report.pk)
        except Exception as error:  # a thread's fault must reach the test
            faults.append(error)
        finally:
            connection.close()

    both(*(threading.Thread(target=render) for _ in range(2)))
    first = Report.objects.get()
    work.drain("bulk")

    assert not faults
    assert len(jobs) == 2
    assert len(set(jobs)) == 1
    assert first.sha256
    assert Report.objects.get().sha256 == first.sha256


@pytest.mark.services
def test_a_worker_killed_before_it_could_name_its_file_is_made_up_for_by_the_next(tmp_path: Path) -> None:
    government, units, cycle = decided_city(1)
    evaluator = evaluator_of(government)
    subject = Subject(government.pk, cycle.pk, card_of(cycle, units[0]).pk)
    job = order(kind="rapor", file_format="pdf", subjects=[subject], title="Rapor", by=evaluator)

    naming = "UPDATE%reports_report%"
    first = loop(tmp_path / "first.log")
    try:
        wait_for(lambda: Report.objects.filter(frozen_at__isnull=False).exists(), first, 60)
        with held_back("reports_report", "id", Report.objects.get().pk):
            wait_for(lambda: waits_to(naming), first, 60)
            kill(first)
            break_off(naming)
    finally:
        for child in first:
            child.stop(patience=1)
    frozen = Report.objects.get()
    assert frozen.sha256 == ""

    Work.objects.update(next_at=timezone.now())  # as if the dead worker's lease had run out
    second = loop(tmp_path / "second.log")
    try:
        wait_for(lambda: work.progress(job).is_over, second, 60)
    finally:
        for child in second:
            child.stop(patience=5)

    report = Report.objects.get()
    assert files.is_whole(report.sha256)
    assert report.frozen_at == frozen.frozen_at
    assert work.progress(job).done == 1
