"""The ranking by component, within peer groups, and compared with published rankings."""

import csv
import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.common.policy import Role
from portal.units.models import Government, PeerGroup, Unit
from scorecards.domain.edition import Node
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Cycle
from scorecards.rankings.models import Snapshot
from scorecards.rankings.selectors.components import components_of
from scorecards.rankings.selectors.ranking import Ranking, ranking_of
from scorecards.rankings.services.recompute import recompute
from scorecards.rankings.services.snapshots import publish_snapshot
from tests.factories import make_government, make_member, make_user
from tests.scorecards.rankings.helpers import GRADED, accept, card_of, claim, evaluator_of, leader_of, make_city
from tests.scorecards.rankings.helpers import open_sakip as open_cycle
from tests.scorecards.rankings.pages import decided_city, page, release, status

pytestmark = pytest.mark.django_db

City = tuple[Government, list[Unit], Cycle]


def component(cycle: Cycle, code: str) -> Node:
    return next(node for node in components_of(edition_of(cycle.edition)) if node.code == code)


def ranks_of(found: Ranking) -> dict[str, int | None]:
    return {row.unit.name[-1]: row.rank for row in found.rows}


def moves_of(found: Ranking) -> dict[str, int | None]:
    return {row.unit.name[-1]: row.movement for row in found.rows}


def read(city: City, code: str = "", snapshot: Snapshot | None = None, group: PeerGroup | None = None) -> Ranking:
    government, _, cycle = city
    chosen = component(cycle, code) if code else None
    return ranking_of(
        cycle, leader_of(government), since=timezone.now(), component=chosen, snapshot=snapshot, group=group
    )


def grade(city: City, number: int, code: str, level: str) -> None:
    """Let the evaluator grade a whole component of one unit."""
    _, units, cycle = city
    card = card_of(cycle, units[number])
    accept(card, {f"{code}.{letter}": level for letter in "abc"}, by=make_user())
    recompute(cycle_id=cycle.pk)


def group_of(city: City, *numbers: int) -> PeerGroup:
    group = PeerGroup.objects.create(code="kecil", name="Dinas kecil", government=city[0])
    group.units.set([city[1][number] for number in numbers])
    return group


def published(city: City) -> Snapshot:
    release(city[2])
    return publish_snapshot(cycle_id=city[2].pk, by=evaluator_of(city[0]))


@pytest.fixture
def city() -> City:
    """A leads with 90, then B 80, C 70, D 60; all marks are fixed."""
    return decided_city(4)


def test_a_component_ranks_by_its_own_points(city: City) -> None:
    grade(city, 3, "2", "AA")

    found = read(city, "2")

    assert ranks_of(found) == {"D": 1, "A": 2, "B": 3, "C": 4}
    assert [str(row.verified) for row in found.rows] == ["30.00", "27.00", "24.00", "21.00"]
    assert found.maximum == 30
    assert ranks_of(read(city)) == {"A": 1, "B": 2, "D": 3, "C": 4}


def test_the_components_of_a_unit_add_up_to_its_total(city: City) -> None:
    grade(city, 1, "3", "CC")
    total = {row.unit.pk: row.verified for row in read(city).rows}

    parts = [read(city, node.code) for node in components_of(edition_of(city[2].edition))]

    assert len(parts) == 4
    for unit, expected in total.items():
        assert sum(row.verified or 0 for part in parts for row in part.rows if row.unit.pk == unit) == expected


def test_equal_points_in_a_component_share_a_rank(city: City) -> None:
    grade(city, 2, "2", "BB")

    assert ranks_of(read(city, "2")) == {"A": 1, "B": 2, "C": 2, "D": 4}


def test_a_component_is_unranked_until_one_of_its_own_marks_is_fixed() -> None:
    government, units = make_city(2)
    cycle, by = open_cycle(units), make_user()
    for unit in units:
        claim(card_of(cycle, unit), "BB", by=by)
    accept(card_of(cycle, units[0]), {code: "BB" for code in GRADED if code[0] == "1"}, by=by)
    recompute(cycle_id=cycle.pk)
    found = (government, units, cycle)

    first, second = read(found, "1"), read(found, "2")

    assert ranks_of(first) == {"A": 1, "B": None}
    assert [(row.best, row.worst) for row in first.rows] == [(1, 2), (1, 2)]
    assert ranks_of(second) == {"A": None, "B": None}
    assert [row.verified for row in second.rows] == [None, None]
    assert {(row.result.decided, row.result.entries) for row in second.rows} == {(0, 3)}


def test_movement_is_that_since_the_published_ranking(city: City) -> None:
    first = published(city)
    grade(city, 2, "2", "AA")
    grade(city, 2, "4", "AA")
    second = published(city)

    assert moves_of(read(city, snapshot=first)) == {"A": 0, "B": -1, "C": 1, "D": 0}
    assert moves_of(read(city, snapshot=second)) == {"A": 0, "B": 0, "C": 0, "D": 0}


def test_a_component_moves_against_what_the_published_file_says_of_it(city: City) -> None:
    first = published(city)
    grade(city, 3, "2", "AA")

    assert moves_of(read(city, "2", first)) == {"D": 3, "A": -1, "B": -1, "C": -1}
    assert moves_of(read(city, "1", first)) == {"A": 0, "B": 0, "C": 0, "D": 0}
    assert read(city, "2").compared_with is None


def test_movement_within_a_group_counts_its_members_only(city: City) -> None:
    group, first = group_of(city, 0, 3), published(city)
    grade(city, 3, "2", "AA")
    grade(city, 3, "1", "AA")
    grade(city, 3, "4", "AA")

    assert moves_of(read(city, snapshot=first)) == {"D": 3, "A": -1, "B": -1, "C": -1}
    assert moves_of(read(city, snapshot=first, group=group)) == {"D": 1, "A": -1}
    assert moves_of(read(city, "2", first, group)) == {"D": 1, "A": -1}


def test_the_page_says_what_is_ranked_and_against_what(client: Client, city: City) -> None:
    first = published(city)
    grade(city, 3, "2", "AA")

    shown = page(client, leader_of(city[0]), "rankings:ranking", query=f"?komponen=2&banding={first.number}")

    assert "Gerak dibandingkan dengan peringkat terbitan nomor 1," in shown
    assert 'name="komponen" value="2"' in shown
    assert "Predikat</th>" not in shown
    assert "peringkat sudah pasti" in shown


def test_the_range_stands_in_words_on_each_row(client: Client) -> None:
    government, units = make_city(2)
    cycle, by = open_cycle(units), make_user()
    for unit in units:
        claim(card_of(cycle, unit), "BB", by=by)
        accept(card_of(cycle, unit), {"1.a": "BB"}, by=by)
    recompute(cycle_id=cycle.pk)

    shown = page(client, leader_of(government), "rankings:ranking")

    assert shown.count("masih dapat menjadi 1–2") == 2


def test_the_download_follows_component_and_comparison(client: Client, city: City) -> None:
    first = published(city)
    grade(city, 3, "2", "AA")
    client.force_login(leader_of(city[0]))

    response = client.get(reverse("rankings:ranking-csv") + f"?komponen=2&banding={first.number}")

    assert response["Content-Disposition"] == 'attachment; filename="peringkat-sakip-2025-2.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row[0], row[3], row[4], row[10]) for row in rows[1:3]] == [
        ("1", "Dinas D", "30,00", "3"),
        ("2", "Dinas A", "27,00", "-1"),
    ]


@pytest.mark.parametrize("query", ["?komponen=9", "?komponen=2.a", "?banding=7", "?banding=x"])
def test_what_is_not_there_is_not_found(client: Client, city: City, query: str) -> None:
    assert status(client, leader_of(city[0]), "rankings:ranking", query=query) == 404
    assert status(client, leader_of(city[0]), "rankings:ranking-csv", query=query) == 404


def test_no_component_is_shown_before_the_release(client: Client, city: City) -> None:
    operator = make_member(Role.OPERATOR, city[1][1])

    shown = page(client, operator, "rankings:ranking", query="?komponen=2")

    assert "Nilai evaluator belum dibuka" in shown
    assert not re.search(r"24,00|27,00", shown)
    assert status(client, operator, "rankings:ranking-csv", query="?komponen=2") == 302
    # Nor does the selector give away anything where a page would forget to ask.
    assert not ranking_of(city[2], operator, since=timezone.now(), component=component(city[2], "2")).rows


def test_a_stranger_reads_no_component(city: City) -> None:
    stranger = leader_of(make_government(name="Kota Lain"))

    assert not ranking_of(city[2], stranger, since=timezone.now(), component=component(city[2], "2")).rows


COMPONENT_QUERIES = 19


@pytest.mark.parametrize("units", [1, 3])
def test_a_component_asks_a_fixed_number_of_queries(
    client: Client, units: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found = decided_city(units)
    first = published(found)
    client.force_login(leader_of(found[0]))

    with django_assert_num_queries(COMPONENT_QUERIES):
        client.get(reverse("rankings:ranking") + f"?komponen=2&banding={first.number}")
