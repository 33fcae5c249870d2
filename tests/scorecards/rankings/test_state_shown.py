"""Official or provisional, and how fresh: said on every page that shows a rank, not on the dashboard alone."""

import pytest
from django.test import Client

from portal.common import work
from portal.common.models import Work
from portal.common.policy import Role
from scorecards.rankings.services.recompute import recompute
from tests.factories import make_member
from tests.scorecards.rankings.helpers import GRADED, accept, leader_of, open_sakip
from tests.scorecards.rankings.pages import decided_city, page, release
from tests.scorecards.rankings.publishing import make_ready_city

pytestmark = pytest.mark.django_db


def test_the_ranking_is_official_until_a_number_moves(client: Client) -> None:
    city = make_ready_city()
    recompute(cycle_id=city.cycle.pk)
    assert "belum diterbitkan" in page(client, city.evaluator, "rankings:ranking")
    city.publish()

    shown = page(client, city.evaluator, "rankings:ranking")
    assert "Resmi" in shown
    assert "Terbitan nomor 1" in shown
    second = city.cycle.scorecards.select_related("unit").order_by("pk")[1]
    accept(second, dict.fromkeys(GRADED, "AA"), by=city.evaluator)
    recompute(cycle_id=city.cycle.pk)

    shown = page(client, city.evaluator, "rankings:ranking")
    assert "Resmi" not in shown
    assert "Sementara" in shown
    assert "Terakhir diterbitkan: nomor 1" in shown


@pytest.mark.parametrize("name", ["rankings:ranking", "rankings:composite"])
def test_recalculation_is_told_with_its_share(client: Client, name: str) -> None:
    government, units, cycle = decided_city(2)
    older = open_sakip(units, score_year=2024)
    recompute(cycle_id=older.pk)
    leader = leader_of(government)
    assert "Data per" in page(client, leader, name)
    work.request_all("ranking", [cycle.pk, older.pk])
    Work.objects.filter(key=str(older.pk)).update(done=1)

    assert "50 % selesai (1 dari 2 siklus)" in page(client, leader, name)


def test_a_unit_is_not_told_when_marks_under_embargo_were_counted(client: Client) -> None:
    _, units, cycle = decided_city(2)
    head = make_member(Role.HEAD, units[0])
    assert "Data per" not in page(client, head, "rankings:composite")

    release(cycle)

    assert "Data per" in page(client, head, "rankings:composite")
