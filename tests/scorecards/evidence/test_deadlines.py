"""Reminders of documents that expire: who is told, when, and that it is once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.common.clock import database_time
from portal.common.models import Work
from portal.common.policy import Role
from portal.notices import deadlines, digest
from portal.notices.models import Notice
from scorecards.evidence.deadlines import deadlines as source
from scorecards.evidence.models import Document, Revision
from tests import factories
from tests.scorecards.evidence.helpers import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    unit = factories.make_unit(factories.make_government(is_home=True))
    operator = factories.make_member(Role.OPERATOR, unit, "operator")
    factories.make_member(Role.HEAD, unit, "kepala")
    factories.make_member(Role.OPERATOR, factories.make_unit(unit.government), "tetangga")
    factories.make_member(Role.EVALUATOR, unit.government, "evaluator")
    return register(operator, unit, "SK Tim SAKIP")


def expire_in(days: int) -> None:
    Document.objects.update(expires_on=timezone.localdate() + timedelta(days=days))


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.order_by("recipient__username", "pk").values_list("recipient__username", "title")
    return [(name, title.rpartition(": ")[2]) for name, title in rows]


@pytest.mark.parametrize(("days", "words"), [(31, None), (30, "30 hari lagi"), (7, "7 hari lagi"), (-1, None)])
def test_the_people_of_the_owning_unit_are_told(revision: Revision, days: int, words: str | None) -> None:
    expire_in(days)

    deadlines.remind("")

    assert told() == ([("kepala", words), ("operator", words)] if words else [])
    for notice in Notice.objects.all():
        assert "SK Tim SAKIP" in notice.title
        assert notice.url == f"/bukti/{revision.pk}/"
        assert notice.due_at is not None
        assert timezone.localdate(notice.due_at) == timezone.localdate() + timedelta(days=days)


@pytest.mark.usefixtures("revision")
def test_each_step_comes_once_and_a_new_last_day_begins_anew() -> None:
    expire_in(20)
    deadlines.remind("")
    deadlines.remind("")
    assert len(told()) == 2

    expire_in(5)
    deadlines.remind("")
    deadlines.remind("")
    assert len(told()) == 4


@pytest.mark.usefixtures("revision")
def test_what_stands_in_the_one_message_of_the_day(revision: Revision) -> None:
    expire_in(30)
    operator = revision.created_by
    operator.email = "operator@example.go.id"
    operator.save()
    register(operator, revision.document.unit, "Renja", pages=2)
    expire_in(30)
    deadlines.remind("")

    assert Work.objects.filter(kind=digest.KIND, key__startswith=f"{operator.pk}:").count() == 1
    digest.deliver(operator, database_time().replace(hour=3))  # ten in the morning there

    (message,) = mail.outbox
    assert "SK Tim SAKIP" in message.body
    assert "Renja" in message.body


def test_the_source_asks_the_same_for_any_number(
    revision: Revision, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = revision.document.unit
    for number in range(3):
        register(revision.created_by, unit, f"Dokumen {number}", pages=number + 4)
    expire_in(10)

    with django_assert_num_queries(3):
        found = list(source(timezone.now()))

    assert len(found) == 4
