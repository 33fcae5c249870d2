"""Two people at the same moment: one wins, the other is told, nobody is told twice."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection

from portal.accounts.models import User
from portal.common.policy import Role
from portal.notices.models import Notice
from portal.notices.services import notify
from portal.units.models import Unit
from scorecards.actions import errors
from scorecards.actions.models import Action, Progress
from scorecards.actions.services import Report, report, update
from tests.factories import make_government, make_member, make_unit
from tests.scorecards.actions.helpers import make_action, plan_of


@pytest.fixture
def unit(transactional_db: None) -> Unit:
    return make_unit(make_government(is_home=True))


@pytest.fixture
def people(unit: Unit) -> list[User]:
    return [make_member(Role.OPERATOR, unit), make_member(Role.HEAD, unit)]


@pytest.fixture
def action(unit: Unit, people: list[User]) -> Action:
    return make_action(unit, people[1])


def test_of_two_reports_at_once_one_wins_and_the_other_is_told(action: Action, people: list[User]) -> None:
    def save(number: int) -> None:
        try:
            report(action_id=action.pk, reports=[Report(1, Decimal(number + 1), "", 0)], by=people[number])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        refused = [error for run in [pool.submit(save, n) for n in (0, 1)] if (error := run.exception())]

    assert [type(error) for error in refused] == [errors.ProgressConflict]
    assert Progress.objects.get().version == 1


def test_of_two_changes_of_the_plan_one_wins(action: Action, people: list[User]) -> None:
    def change(number: int) -> None:
        try:
            plan = plan_of(action.unit, title=f"Judul {number}")
            update(action_id=action.pk, plan=plan, version=1, by=people[number])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        refused = [error for run in [pool.submit(change, n) for n in (0, 1)] if (error := run.exception())]

    assert [type(error) for error in refused] == [errors.Stale]
    assert Action.objects.get().version == 2


def test_the_same_thing_told_by_two_at_once_is_told_once(people: list[User]) -> None:
    def tell(_number: int) -> int:
        try:
            return notify(kind="task", recipients=people, title="Sama", reason="", url="/", key="sama")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(tell, range(4)))

    assert sum(told) == Notice.objects.filter(key="sama").count() == 2
