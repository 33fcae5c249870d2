"""Meetings: what is decided becomes an action, what was promised is reviewed, nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import User
from portal.common.history import events_of
from portal.common.policy import Role
from portal.notices.models import Notice
from portal.units.models import Unit
from scorecards.actions import errors, services
from scorecards.actions.models import Action, Meeting, Verdict
from scorecards.actions.promises import promises_of
from tests.factories import make_government, make_member, make_unit
from tests.scorecards.actions.helpers import days, hold_meeting, make_action, plan_of, promised

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit(make_government(is_home=True))


@pytest.fixture
def leader(unit: Unit) -> User:
    return make_member(Role.LEADER, unit.government)


def judge(meeting: Meeting, action: Action, outcome: Verdict.Outcome, by: User, **given: object) -> Verdict:
    usual = {"note": "", "due_date": None} | given
    return services.review_promise(meeting_id=meeting.pk, action_id=action.pk, outcome=outcome, by=by, **usual)  # type: ignore[arg-type]


def states(unit: Unit, meeting: Meeting | None) -> list[tuple[str, str]]:
    found = promises_of(unit.government, meeting, days(0))
    return [(one.action.title, one.state) for one in found.all]


def test_a_decision_is_an_action_of_the_meeting_and_its_unit_is_told(unit: Unit, leader: User) -> None:
    operator, meeting = make_member(Role.OPERATOR, unit), hold_meeting(unit.government, leader)

    action = services.decide(meeting_id=meeting.pk, key=uuid4(), plan=plan_of(unit), by=leader)

    assert (action.kind, action.meeting, action.unit) == (Action.Kind.DECISION, meeting, unit)
    assert list(Notice.objects.values_list("recipient", flat=True)) == [operator.pk]


def test_the_same_key_is_the_same_action(unit: Unit, leader: User) -> None:
    meeting, key = hold_meeting(unit.government, leader), uuid4()

    made = [services.decide(meeting_id=meeting.pk, key=key, plan=plan_of(unit), by=leader) for _ in range(2)]

    assert made[0] == made[1]
    assert Action.objects.count() == 1


def test_a_closed_meeting_decides_nothing_but_still_knows_what_it_decided(unit: Unit, leader: User) -> None:
    meeting, key = hold_meeting(unit.government, leader), uuid4()
    made = services.decide(meeting_id=meeting.pk, key=key, plan=plan_of(unit), by=leader)
    services.close_meeting(meeting_id=meeting.pk, minutes="Selesai.", version=1, by=leader)

    assert services.decide(meeting_id=meeting.pk, key=key, plan=plan_of(unit), by=leader) == made
    with pytest.raises(errors.MeetingClosed):
        services.decide(meeting_id=meeting.pk, key=uuid4(), plan=plan_of(unit), by=leader)
    with pytest.raises(errors.MeetingClosed):
        services.write_minutes(meeting_id=meeting.pk, minutes="Lain.", version=2, by=leader)
    with pytest.raises(errors.MeetingClosed):
        judge(meeting, made, Verdict.Outcome.DONE, leader)


def test_units_of_other_governments_carry_nothing_out(unit: Unit, leader: User) -> None:
    meeting = hold_meeting(unit.government, leader)
    with pytest.raises(errors.ForeignUnit):
        services.decide(meeting_id=meeting.pk, key=uuid4(), plan=plan_of(make_unit()), by=leader)
    assert not Action.objects.exists()


def test_changing_the_plan_later_keeps_the_promise_with_the_meeting(unit: Unit, leader: User) -> None:
    action = promised(unit, leader)
    services.update(action_id=action.pk, plan=plan_of(unit, title="Lain"), version=action.version, by=leader)
    action.refresh_from_db()
    assert action.meeting is not None


def test_the_next_meeting_reviews_late_then_due_then_done(unit: Unit, leader: User) -> None:
    promised(unit, leader, title="Selesai")
    services.settle(action_id=Action.objects.get().pk, by=leader)
    promised(unit, leader, title="Nanti", due_date=days(3))
    promised(unit, leader, title="Lewat", due_date=days(-1))
    promised(unit, leader, title="Dihentikan")
    services.drop(action_id=Action.objects.get(title="Dihentikan").pk, reason="Tidak perlu.", by=leader)
    make_action(unit, leader, title="Bukan janji rapat")
    meeting = hold_meeting(unit.government, leader)
    services.decide(meeting_id=meeting.pk, key=uuid4(), plan=plan_of(unit, title="Baru"), by=leader)

    assert states(unit, meeting) == [("Lewat", "late"), ("Nanti", "planned"), ("Selesai", "done")]


def test_a_kept_promise_is_settled_and_not_reviewed_again(unit: Unit, leader: User) -> None:
    action, meeting = promised(unit, leader), hold_meeting(unit.government, leader)

    judge(meeting, action, Verdict.Outcome.DONE, leader)

    assert states(unit, meeting) == [("Melengkapi pohon kinerja", "done")]
    services.close_meeting(meeting_id=meeting.pk, minutes="", version=1, by=leader)
    assert states(unit, None) == []


def test_a_meeting_may_think_better_of_it(unit: Unit, leader: User) -> None:
    action, meeting = promised(unit, leader), hold_meeting(unit.government, leader)
    judge(meeting, action, Verdict.Outcome.DONE, leader)

    judge(meeting, action, Verdict.Outcome.CONTINUED, leader, note="Kurang satu bab.", due_date=days(30))

    action.refresh_from_db()
    assert (action.status, action.due_date) == (Action.Status.PLANNED, days(30))
    assert Verdict.objects.get().note == "Kurang satu bab."
    assert [event.outcome for event in events_of("actions", "Verdict")] == ["done", "continued"]


def test_the_next_meeting_reads_what_the_one_before_found(unit: Unit, leader: User) -> None:
    action, meeting = promised(unit, leader), hold_meeting(unit.government, leader)
    judge(meeting, action, Verdict.Outcome.LATE, leader, note="Belum mulai.")
    services.close_meeting(meeting_id=meeting.pk, minutes="", version=1, by=leader)

    (promise,) = promises_of(unit.government, hold_meeting(unit.government, leader), days(0)).all

    assert promise.verdict is None
    assert [one.note for one in promise.before] == ["Belum mulai."]


def test_only_promises_of_earlier_meetings_of_the_same_city_are_reviewed(unit: Unit, leader: User) -> None:
    foreign = make_unit()
    strangers = promised(foreign, make_member(Role.LEADER, foreign.government))
    plain, meeting = make_action(unit, leader), hold_meeting(unit.government, leader)
    own = services.decide(meeting_id=meeting.pk, key=uuid4(), plan=plan_of(unit), by=leader)

    for action in (strangers, plain, own):
        with pytest.raises(errors.NotPromised):
            judge(meeting, action, Verdict.Outcome.DONE, leader)
    assert not Verdict.objects.exists()


def test_what_somebody_else_wrote_into_the_minutes_is_not_lost(unit: Unit, leader: User) -> None:
    meeting = hold_meeting(unit.government, leader)
    services.write_minutes(meeting_id=meeting.pk, minutes="Satu.", version=1, by=leader)
    services.write_minutes(meeting_id=meeting.pk, minutes="Satu.", version=1, by=leader)
    with pytest.raises(errors.MinutesChanged):
        services.close_meeting(meeting_id=meeting.pk, minutes="Dua.", version=1, by=leader)
    meeting.refresh_from_db()
    assert (meeting.minutes, meeting.version, meeting.closed_at) == ("Satu.", 2, None)


def test_units_read_which_meeting_decided_and_nothing_else_of_it(client: Client, unit: Unit, leader: User) -> None:
    action = promised(unit, leader)
    client.force_login(make_member(Role.OPERATOR, unit))

    for address in (reverse("actions:index"), reverse("actions:detail", args=[action.pk])):
        assert "Keputusan rapat" in client.get(address).content.decode()
    assert client.get(reverse("actions:meeting", args=[action.meeting_id])).status_code == 403
    assert client.get(reverse("actions:meetings")).status_code == 403


def test_minutes_show_what_was_reviewed_and_decided(client: Client, unit: Unit, leader: User) -> None:
    action, meeting = promised(unit, leader), hold_meeting(unit.government, leader)
    judge(meeting, action, Verdict.Outcome.LATE, leader, note="Belum mulai.")
    services.decide(meeting_id=meeting.pk, key=uuid4(), plan=plan_of(unit, title="Undang semua OPD"), by=leader)
    services.close_meeting(meeting_id=meeting.pk, minutes="Dibuka pukul 9.", version=1, by=leader)
    client.force_login(leader)

    words = client.get(reverse("actions:meeting", args=[meeting.pk])).content.decode()

    for text in (action.title, "Belum mulai.", "Undang semua OPD", "Dibuka pukul 9."):
        assert text in words


def test_lists_ask_no_more_with_more_rows(
    client: Client, unit: Unit, leader: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        promised(unit, leader)
    client.force_login(leader)
    with django_assert_max_num_queries(16):
        client.get(reverse("actions:meetings"))
    with django_assert_max_num_queries(2):
        promises_of(unit.government, None, days(0))


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    """Two connections at the same moment."""

    def both(self, act: object) -> list[int]:
        def run(_number: int) -> int:
            try:
                return int(act().pk)  # type: ignore[operator]
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(run, range(2)))

    def test_a_double_click_decides_once(self, unit: Unit, leader: User) -> None:
        make_member(Role.OPERATOR, unit)
        meeting, key = hold_meeting(unit.government, leader), uuid4()

        made = self.both(lambda: services.decide(meeting_id=meeting.pk, key=key, plan=plan_of(unit), by=leader))

        assert made[0] == made[1]
        assert (Action.objects.count(), Notice.objects.count()) == (1, 1)

    def test_a_double_click_opens_one_meeting(self, unit: Unit, leader: User) -> None:
        opened = self.both(lambda: hold_meeting(unit.government, leader))

        assert opened[0] == opened[1]
        assert Meeting.objects.count() == 1

    def test_a_double_click_reviews_once(self, unit: Unit, leader: User) -> None:
        action, meeting = promised(unit, leader), hold_meeting(unit.government, leader)

        found = self.both(lambda: judge(meeting, action, Verdict.Outcome.DONE, leader))

        assert found[0] == found[1]
        action.refresh_from_db()
        assert (action.status, action.version) == (Action.Status.DONE, 2)
