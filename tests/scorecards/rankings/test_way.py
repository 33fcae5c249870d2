"""The dashboard's waterfall: why the units' totals moved between the last two published rankings."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.common.policy import Role
from scorecards.entries.models import Mark
from scorecards.rankings.models import Snapshot
from tests.factories import make_member
from tests.scorecards.rankings.helpers import leader_of, make_city, open_sakip
from tests.scorecards.rankings.pages import page
from tests.scorecards.rankings.publishing import City, make_ready_city
from tests.scorecards.rankings.test_published_pages import rot

pytestmark = pytest.mark.django_db

FINDING = "Rata-rata 2 OPD naik dari 70,00 ke 71,20; paling banyak karena koreksi evaluator (+1,20)."


@pytest.fixture
def city() -> City:
    return make_ready_city()


def test_the_way_of_the_mean_stands_with_its_causes_and_the_way_to_every_unit(city: City, client: Client) -> None:
    first, second = _corrected(city)

    shown = page(client, leader_of(city.cycle.government), "rankings:dashboard")

    assert FINDING in shown
    assert '<th scope="row">koreksi evaluator</th><td class="number">+1,20</td><td class="number">+2,4</td>' in shown
    assert reverse("rankings:comparison", args=[first.pk, second.pk]) in shown


def test_two_files_are_compared_once(city: City, client: Client) -> None:
    first, second = _corrected(city)
    leader = leader_of(city.cycle.government)
    page(client, leader, "rankings:dashboard")
    rot(first)

    # Neither page reads the files again; another reader has nothing of the first one's cards.
    assert FINDING in page(client, city.evaluator, "rankings:dashboard")
    assert "1.a CC → AA" in page(client, leader, "rankings:comparison", first.pk, second.pk)


def test_where_no_total_moved_it_says_so(city: City, client: Client) -> None:
    city.publish()
    leader = leader_of(city.cycle.government)
    assert "Mengapa nilai bergeser" not in page(client, leader, "rankings:dashboard")

    city.publish()

    shown = page(client, leader, "rankings:dashboard")
    assert "Nilai ke-2 OPD sama di keduanya: rata-rata 70,00." in shown


def test_a_running_year_shows_what_was_published_before_it(city: City, client: Client) -> None:
    _corrected(city)
    units = [card.unit for card in city.cycle.scorecards.select_related("unit") if card.unit]
    later = open_sakip(units, score_year=city.cycle.period.score_year + 1)
    earlier = open_sakip(units, score_year=city.cycle.period.score_year - 1)
    leader = leader_of(city.cycle.government)

    assert FINDING in page(client, leader, "rankings:dashboard", query=f"?siklus={later.pk}")
    assert FINDING not in page(client, leader, "rankings:dashboard", query=f"?siklus={earlier.pk}")


def test_another_city_sees_nothing_of_it(city: City, client: Client) -> None:
    _corrected(city)
    government, units = make_city(2, is_home=False)
    open_sakip(units)

    assert "Mengapa nilai bergeser" not in page(client, make_member(Role.EVALUATOR, government), "rankings:dashboard")


def _corrected(city: City) -> tuple[Snapshot, Snapshot]:
    """Publish, raise one mark of the second unit, publish again."""
    first = city.publish()
    card = city.cycle.scorecards.order_by("pk")[1]
    marks = Mark.objects.filter(entry__scorecard=card, party=Mark.Party.EVALUATOR, entry__node__code="1.a")
    assert marks.update(level="AA") == 1
    return first, city.publish()
