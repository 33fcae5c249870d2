"""The factories make what the database accepts, and nothing by accident."""

import pytest

from portal.common.policy import Role
from tests.factories import make_member, make_sakip_cycle, make_unit

pytestmark = pytest.mark.django_db


def test_a_sakip_scorecard_has_an_entry_for_each_sub_component_and_each_check() -> None:
    unit = make_unit()

    cycle = make_sakip_cycle([unit])

    entries = cycle.scorecards.get(unit=unit).entries
    assert entries.filter(node__kind="criterion").count() == 12
    assert entries.filter(node__kind="check").count() == 80
    assert entries.count() == 92


def test_a_member_holds_the_one_role_at_the_one_unit() -> None:
    unit = make_unit()

    user = make_member(Role.OPERATOR, unit)

    assert user.roles == {Role.OPERATOR}
    assert user.units_as(Role.OPERATOR) == {unit.pk}
    assert user.government_ids == {unit.government_id}
