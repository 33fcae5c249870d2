"""What evaluators find under "My tasks"."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.common.policy import Role
from portal.common.worklist import Task
from scorecards.entries.models import Window
from scorecards.reviews.services import accept
from scorecards.reviews.worklist import tasks
from tests.factories import make_government, make_member
from tests.scorecards.reviews.helpers import City, fill, hand_in, make_city

pytestmark = pytest.mark.django_db


def told(task: Task) -> tuple[str, str, int | None, int | None]:
    return (task.title, str(task.reason), task.done, task.total)


def test_one_task_for_each_unit_that_waits_with_its_progress_and_its_end() -> None:
    city = make_city(3)
    first, second, _idle = city.units
    for unit in (first, second):
        for code in ("1.a", "1.b"):
            fill(city.entry(code, unit), "BB")
        hand_in(city.scorecard(unit))
    accept(entry_id=city.entry("1.a", second).pk, level="BB", note="", seen_version=1, by=city.evaluator)
    later = timezone.now() + timedelta(days=60)
    Window.objects.create(cycle=city.cycle, role=Role.EVALUATOR, unit=second, opens_at=timezone.now(), closes_at=later)
    usual = city.cycle.windows.get(role=Role.EVALUATOR, unit=None).closes_at

    found = sorted(tasks(city.evaluator), key=lambda task: task.title)

    assert [told(task) for task in found] == [
        ("Dinas 01", "2 isian menunggu penilaian Anda", 0, 12),
        ("Dinas 02", "1 isian menunggu penilaian Anda", 1, 12),
    ]
    assert [task.due_at for task in found] == [usual, later]
    assert [task.context for task in found] == ["SAKIP 2025", "SAKIP 2025"]
    assert found[0].url == f"/penilaian/?siklus={city.cycle.pk}&opd={first.pk}"


def test_nobody_else_has_them(city: City) -> None:
    fill(city.entry("1.a"), "BB")
    hand_in(city.scorecard())
    others = [make_member(role, city.government) for role in (Role.LEADER, Role.VERIFIER, Role.ADMIN)]
    others += [make_member(role, city.units[0]) for role in (Role.OPERATOR, Role.HEAD)]
    others.append(make_member(Role.EVALUATOR, make_government()))

    assert [list(tasks(user)) for user in others] == [[]] * len(others)


@pytest.mark.parametrize("units", [1, 3])
def test_they_cost_the_same_for_any_number_of_units(units: int, django_assert_num_queries: Any) -> None:
    city = make_city(units)
    for unit in city.units:
        fill(city.entry("1.a", unit), "BB")
        hand_in(city.scorecard(unit))
    assert city.evaluator.current_memberships  # read once a request

    with django_assert_num_queries(5):
        assert len(list(tasks(city.evaluator))) == units
