"""Planning, reporting, proving: what changes, what is refused, and that nothing typed is lost."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.common.policy import Role
from portal.notices.models import Notice
from portal.units.models import Unit
from scorecards.actions import errors
from scorecards.actions.models import Action, Progress, Proof
from scorecards.actions.services import Report, attach, create, detach, drop, report, settle, take_up, update
from tests.factories import make_government, make_member, make_unit
from tests.scorecards.actions.helpers import make_action, make_recommendation, plan_of, quarters
from tests.scorecards.evidence.helpers import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit(make_government(is_home=True), name="Dinas Pelaksana")


@pytest.fixture
def head(unit: Unit) -> User:
    return make_member(Role.HEAD, unit)


@pytest.fixture
def operator(unit: Unit) -> User:
    return make_member(Role.OPERATOR, unit)


def one(quarter: int, value: str | None, note: str = "", version: int = 0) -> Report:
    return Report(quarter, None if value is None else Decimal(value), note, version)


def test_the_owner_and_who_helps_are_told_and_not_the_author(unit: Unit, head: User, operator: User) -> None:
    helper = make_unit(unit.government)
    member = make_member(Role.OPERATOR, helper)

    make_action(unit, head, contributors=(helper,))

    assert set(Notice.objects.values_list("recipient", flat=True)) == {operator.pk, member.pk}


def test_a_plan_names_units_of_one_government_only(unit: Unit, head: User) -> None:
    with pytest.raises(errors.ForeignUnit):
        make_action(unit, head, coordinator=make_unit())

    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("kind", "theme"),
    [
        (Action.Kind.RB_THEMATIC, ""),
        (Action.Kind.RB_THEMATIC, "tema-yang-tidak-ada"),
        (Action.Kind.RB_GENERAL, "kemiskinan"),
    ],
)
def test_themes_belong_to_thematic_actions_and_to_the_list(
    unit: Unit, head: User, kind: Action.Kind, theme: str
) -> None:
    with pytest.raises(errors.UnknownTheme):
        make_action(unit, head, kind=kind, theme=theme)


def test_the_database_holds_the_rule_of_themes_too(unit: Unit, head: User) -> None:
    action = make_action(unit, head)

    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(kind=Action.Kind.RB_THEMATIC)


def test_changing_on_an_old_state_changes_nothing(unit: Unit, head: User) -> None:
    action = make_action(unit, head)
    update(action_id=action.pk, plan=plan_of(unit, title="Kedua"), version=1, by=head)

    with pytest.raises(errors.Stale):
        update(action_id=action.pk, plan=plan_of(unit, title="Ketiga"), version=1, by=head)

    action.refresh_from_db()
    assert (action.title, action.version) == ("Kedua", 2)


def test_status_follows_what_is_reported(unit: Unit, head: User, operator: User) -> None:
    action = make_action(unit, head)
    seen = [action.status]

    report(action_id=action.pk, reports=[one(1, "0")], by=operator)
    seen.append(Action.objects.get().status)
    report(action_id=action.pk, reports=[one(2, "4")], by=operator)
    seen.append(Action.objects.get().status)
    report(action_id=action.pk, reports=[one(2, "1", version=1)], by=operator)
    seen.append(Action.objects.get().status)

    assert seen == ["planned", "running", "done", "running"]


def test_levels_do_not_add_up(unit: Unit, head: User, operator: User) -> None:
    action = make_action(
        unit, head, adds_up=False, targets=quarters("25", "50", "75", "100"), target_total=Decimal(100)
    )
    report(action_id=action.pk, reports=[one(1, "60"), one(2, "60")], by=operator)

    assert Action.objects.get().status == Action.Status.RUNNING


def test_who_planned_it_hears_when_it_is_done(unit: Unit, head: User, operator: User) -> None:
    action = make_action(unit, head)
    report(action_id=action.pk, reports=[one(1, "4")], by=operator)

    assert Notice.objects.filter(recipient=head).get().title == "Selesai: Menyusun peta proses bisnis"


def test_not_reported_is_not_zero(unit: Unit, head: User, operator: User) -> None:
    action = make_action(unit, head)
    report(action_id=action.pk, reports=[one(1, None), one(2, "0")], by=operator)

    assert list(Progress.objects.values_list("quarter", "value")) == [(2, Decimal(0))]


def test_the_same_report_sent_twice_is_one(unit: Unit, head: User, operator: User) -> None:
    action = make_action(unit, head)
    for _ in range(2):
        report(action_id=action.pk, reports=[one(1, "2", "Selesai dua.")], by=operator)

    assert Progress.objects.get().version == 1


def test_a_conflict_saves_nothing_and_tells_what_stands_there(unit: Unit, head: User, operator: User) -> None:
    action = make_action(unit, head)
    report(action_id=action.pk, reports=[one(1, "1", "Milik kepala.")], by=head)

    with pytest.raises(errors.ProgressConflict) as conflict:
        report(action_id=action.pk, reports=[one(1, "2"), one(2, "1")], by=operator)

    assert conflict.value.stored[1].note == "Milik kepala."
    assert list(Progress.objects.values_list("quarter", "value")) == [(1, Decimal(1))]


def test_another_quarter_is_no_conflict(unit: Unit, head: User, operator: User) -> None:
    action = make_action(unit, head)
    report(action_id=action.pk, reports=[one(1, "1")], by=head)
    report(action_id=action.pk, reports=[one(1, "1"), one(2, "1")], by=operator)

    assert Progress.objects.count() == 2


def test_giving_up_needs_a_reason_and_keeps_what_was_reported(unit: Unit, head: User, operator: User) -> None:
    action = make_action(unit, head)
    report(action_id=action.pk, reports=[one(1, "1")], by=operator)
    with pytest.raises(errors.ReasonRequired):
        drop(action_id=action.pk, reason="  ", by=head)

    drop(action_id=action.pk, reason="Digabung dengan aksi lain.", by=head)

    assert Action.objects.get().status == Action.Status.DROPPED
    with pytest.raises(errors.Closed):
        report(action_id=action.pk, reports=[one(2, "1")], by=operator)
    assert Progress.objects.count() == 1
    take_up(action_id=action.pk, by=head)
    assert Action.objects.get().status == Action.Status.RUNNING


def test_what_has_no_figures_is_said_to_be_done(unit: Unit, head: User) -> None:
    action = make_action(unit, head, kind=Action.Kind.TASK, targets={}, target_total=None)

    settle(action_id=action.pk, by=head)

    assert Action.objects.get().status == Action.Status.DONE


def test_a_quarter_is_proven_by_the_owners_document_at_its_pages(unit: Unit, head: User, operator: User) -> None:
    action = make_action(unit, head)
    revision = register(operator, unit, "Laporan TW1")
    given: dict[str, Any] = {"action_id": action.pk, "quarter": 1, "revision_id": revision.pk, "by": operator}

    proof = attach(**given, page_from=1, page_to=None)
    again = attach(**given, page_from=None, page_to=None)

    assert (again.pk, again.page_from) == (proof.pk, 1)
    with pytest.raises(errors.BadProofPages):
        attach(**given, page_from=9_999, page_to=None)
    detach(proof_id=proof.pk)
    assert not Proof.objects.exists()


def test_another_units_document_proves_nothing(unit: Unit, head: User) -> None:
    action = make_action(unit, head)
    other = make_unit(unit.government)
    revision = register(make_member(Role.OPERATOR, other), other, "Milik tetangga")

    with pytest.raises(errors.ProofNotUsable):
        attach(action_id=action.pk, quarter=1, revision_id=revision.pk, page_from=None, page_to=None, by=head)


def test_follow_up_waits_until_the_unit_knows(unit: Unit, head: User) -> None:
    evaluator = make_member(Role.EVALUATOR, unit.government)
    hidden = make_recommendation(unit, evaluator, released=False)

    with pytest.raises(errors.NotYetReleased):
        create(
            government=unit.government,
            plan=plan_of(unit, kind=Action.Kind.FOLLOW_UP, recommendation=hidden),
            by=head,
        )
