"""Failed background work: listed with its reason for who runs the installation, and taken up again."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.common import work
from portal.common.models import Job, Work
from portal.common.policy import Role
from tests.factories import make_government, make_member

pytestmark = pytest.mark.django_db
INDEX = "work:index"


def fail(key: str, *, attempts: int = work.PARK_AFTER, job: Job | None = None) -> Work:
    work.request("ranking", key, job=job)
    Work.objects.filter(key=key).update(attempts=attempts, last_error="ValueError: no rules\nDETAIL: row (7, BB)")
    return Work.objects.get(key=key)


def test_what_failed_is_listed_with_its_reason_and_taken_up_again(client: Client) -> None:
    client.force_login(make_member(Role.ADMIN, make_government(is_home=True)))
    parked, stopped = fail("71"), Job.objects.create(kind="ranking", title="x", cancelled_at="2026-01-01T00:00Z")
    fail("72", attempts=2)
    fail("73", job=stopped)

    page = client.get(reverse(INDEX)).content.decode()
    client.post(reverse("work:retry"), {"pekerjaan": parked.pk})

    assert page.count("ValueError: no rules") == 2
    assert "DETAIL" not in page
    assert page.count("Gagal") == 1
    parked.refresh_from_db()
    assert (parked.attempts, parked.last_error) == (0, "")
    assert not work.retry(parked.pk)


def test_another_governments_administrator_sees_and_moves_nothing(client: Client) -> None:
    make_government(is_home=True)
    client.force_login(make_member(Role.ADMIN, make_government()))
    parked = fail("71")

    page = client.get(reverse(INDEX)).content.decode()
    client.post(reverse("work:retry"), {"pekerjaan": parked.pk})

    assert "ValueError" not in page
    parked.refresh_from_db()
    assert parked.attempts == work.PARK_AFTER


@pytest.mark.parametrize("rows", [1, 20])
def test_no_more_queries_for_more_rows(client: Client, rows: int, django_assert_num_queries: Any) -> None:
    client.force_login(make_member(Role.ADMIN, make_government(is_home=True)))
    for number in range(rows):
        fail(f"{number}")

    with django_assert_num_queries(6):
        client.get(reverse(INDEX))
