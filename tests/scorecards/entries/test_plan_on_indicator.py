"""The indicators of the city's scorecard that judge the rencana aksi show how these stand."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.common.policy import Role
from portal.units.models import Unit
from scorecards.entries.models import Cycle, Period
from scorecards.entries.services import open_cycle
from tests.factories import make_edition, make_government, make_member, make_unit
from tests.scorecards.actions.helpers import make_action

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit(make_government(is_home=True))


def test_plan_and_realisation_stand_on_the_indicator(unit: Unit, client: Client) -> None:
    government = unit.government
    cycle = open_cycle(
        government=government,
        period=Period.objects.create(score_year=2025, announced_year=2026),
        edition=make_edition("rb/2023"),
        subject=Cycle.Subject.GOVERNMENT,
        units=[],
        windows={},
    )
    make_action(unit, make_member(Role.HEAD, unit))
    client.force_login(make_member(Role.LEADER, government))
    card = cycle.scorecards.get()

    judged = client.get(reverse("entries:entry", args=[card.pk, "A2"])).content.decode()
    theme = client.get(reverse("entries:entry", args=[card.pk, "T.A.3"])).content.decode()
    other = client.get(reverse("entries:entry", args=[card.pk, "B1"])).content.decode()

    assert "Rencana RB 2025" in judged
    assert "1 dari paling sedikit 5 baris" in judged
    assert f'href="{reverse("actions:plan")}?tahun=2025"' in judged
    assert "Rencana RB 2025" not in other
    assert "0 dari paling sedikit 5 baris" in theme
    assert "Pengendalian inflasi" not in theme
