"""Two requests for one report at once, on two connections: one job, one file."""

import threading
from threading import Barrier

import pytest
from django.db import connection

from portal.common import work
from scorecards.reports.models import Report
from scorecards.reports.selectors.subjects import Subject
from scorecards.reports.services.reports import make, order
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
