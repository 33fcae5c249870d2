"""Reminders: who is told when about a window that ends with something unfinished in it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.common import work
from portal.common.models import Work
from portal.common.policy import Role
from portal.notices import deadlines
from portal.notices.models import Notice
from scorecards.entries.models import Entry, Scorecard, Window
from tests.factories import make_government, make_member, make_sakip_cycle, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def card() -> Scorecard:
    unit = make_unit(make_government(is_home=True), name="Dinas Sendiri")
    make_member(Role.OPERATOR, unit, "operator")
    make_member(Role.HEAD, unit, "kepala")
    make_member(Role.OPERATOR, make_unit(unit.government), "tetangga")
    return make_sakip_cycle([unit]).scorecards.get()


def close_in(card: Scorecard, **left: float) -> None:
    now = timezone.now()
    Window.objects.filter(cycle=card.cycle).update(opens_at=now - timedelta(days=60), closes_at=now + timedelta(**left))


def told() -> set[tuple[str, str]]:
    return set(Notice.objects.values_list("recipient__username", "kind"))


def test_nobody_is_told_early(card: Scorecard) -> None:
    close_in(card, days=16)
    deadlines.remind("")

    assert told() == set()


@pytest.mark.parametrize("days", [14, 7, 3, 1])
def test_operator_and_head_are_reminded(card: Scorecard, days: int) -> None:
    close_in(card, days=days)
    deadlines.remind("")

    assert told() == {("operator", "deadline"), ("kepala", "deadline")}
    notice = Notice.objects.filter(recipient__username="operator").get()
    assert f"{days} hari lagi" in notice.title
    assert "12 isian masih menunggu untuk diajukan oleh Dinas Sendiri." in notice.reason
    assert notice.url == f"/kartu-skor/{card.pk}/"


def test_what_is_late_reaches_the_head_alone(card: Scorecard) -> None:
    close_in(card, hours=-1)
    deadlines.remind("")

    assert told() == {("kepala", "overdue")}


def test_each_step_reaches_a_person_once(card: Scorecard) -> None:
    close_in(card, days=7)
    deadlines.remind("")
    deadlines.remind("")
    assert Notice.objects.count() == 2


def test_a_new_end_starts_anew(card: Scorecard) -> None:
    close_in(card, days=7)
    deadlines.remind("")
    close_in(card, days=6)
    deadlines.remind("")

    assert Notice.objects.count() == 4


def test_who_has_handed_everything_in_is_left_alone(card: Scorecard) -> None:
    close_in(card, days=3)
    Entry.objects.filter(scorecard=card).update(state=Entry.State.SUBMITTED)
    deadlines.remind("")

    assert told() == set()


@pytest.mark.parametrize("units", [1, 3])
def test_the_source_asks_the_same_for_any_number(units: int, django_assert_num_queries: object) -> None:
    city = make_government(is_home=True)
    cards = [make_unit(city) for _ in range(units)]
    cycle = make_sakip_cycle(cards)
    close_in(cycle.scorecards.first() or Scorecard(), days=3)
    from scorecards.entries.deadlines import deadlines as source  # noqa: PLC0415

    with django_assert_num_queries(5):  # type: ignore[operator]
        assert len(list(source(timezone.now()))) == units


def test_the_queue_looks_once_a_day(card: Scorecard) -> None:
    close_in(card, days=3)
    work.drain("fast")
    work.drain("fast")

    assert Work.objects.filter(kind=deadlines.KIND).count() <= 1
    row = Work.objects.filter(kind=deadlines.KIND).first()
    if row is not None:  # before half past midnight it is not due yet
        assert row.done == row.requested
        assert told() == {("operator", "deadline"), ("kepala", "deadline")}
