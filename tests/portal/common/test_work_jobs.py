"""Jobs: batches of work that somebody watches."""

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.common import work
from portal.common.models import Work
from tests.portal.common.kinds import Register, row

pytestmark = pytest.mark.django_db


def test_a_job_counts_its_rows(register: Register, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    def handler(key: str) -> None:
        if key == "b":
            raise ValueError("name too long")

    register("probe", handler)
    with django_assert_num_queries(2):
        job = work.start_job(kind="probe", title="Three", subject="", by_id=None, items=["a", "b", "c"])
    work.drain("fast")

    assert work.progress(job) == work.Progress(total=3, done=2, failures=(), is_cancelled=False)
    assert not work.progress(job).is_over  # b will be tried again

    Work.objects.filter(key="b").update(attempts=work.PARK_AFTER)

    assert work.progress(job).failures == (("b", "ValueError: name too long"),)
    assert work.progress(job).failed == 1
    assert work.progress(job).is_over


def test_what_failed_is_taken_up_again_on_demand(register: Register) -> None:
    served: list[str] = []
    register("probe", served.append)
    job = work.start_job(kind="probe", title="Two", subject="", by_id=None, items=["a", "b"])
    Work.objects.filter(key="b").update(attempts=work.PARK_AFTER, last_error="ValueError: x")
    work.drain("fast")
    assert served == ["a"]

    work.retry_failed(job)
    work.drain("fast")

    assert served == ["a", "b"]
    assert work.progress(job) == work.Progress(total=2, done=2, failures=(), is_cancelled=False)


def test_cancelling_keeps_what_is_done_and_begins_nothing_more(register: Register) -> None:
    served: list[str] = []
    register("probe", served.append)
    job = work.start_job(kind="probe", title="Three", subject="", by_id=None, items=["a", "b", "c"])
    work.drain("fast", limit=1)

    work.cancel(job)
    job.refresh_from_db()

    assert work.drain("fast") == 0
    assert work.progress(job) == work.Progress(total=3, done=1, failures=(), is_cancelled=True)
    assert work.progress(job).is_over
    assert work.oldest_open_seconds() is None


def test_a_new_request_is_served_although_an_old_job_was_cancelled(register: Register) -> None:
    served: list[str] = []
    register("probe", served.append)
    job = work.start_job(kind="probe", title="Two", subject="", by_id=None, items=["a", "b"])
    work.cancel(job)

    work.request("probe", "b")
    work.drain("fast")

    assert served == ["b"]


def test_a_new_job_takes_over_rows_of_an_old_one(register: Register) -> None:
    register("probe", lambda key: None)
    old = work.start_job(kind="probe", title="Old", subject="", by_id=None, items=["a"])

    new = work.start_job(kind="probe", title="New", subject="", by_id=None, items=["a"])

    assert row("a").job == new
    assert work.progress(old).total == 0
