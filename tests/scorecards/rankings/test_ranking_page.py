"""The ranking as page, download and API, and the region's table."""

import csv
import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.common.policy import Role
from portal.units.models import PeerGroup
from scorecards.rankings.services.recompute import recompute
from tests.factories import make_government, make_member, make_user
from tests.scorecards.rankings.helpers import (
    GRADED,
    accept,
    card_of,
    claim,
    leader_of,
    make_city,
    open_sakip,
)
from tests.scorecards.rankings.pages import decided_city, page, publish, release, status

pytestmark = pytest.mark.django_db


def test_ranking_shows_every_unit_with_its_range(client: Client) -> None:
    government, units = make_city(2)
    cycle, by = open_sakip(units), make_user()
    claim(card_of(cycle, units[0]), "BB", by=by)
    accept(card_of(cycle, units[0]), {code: "BB" for code in GRADED if code != "4.c"}, by=by)
    recompute(cycle_id=cycle.pk)

    shown = page(client, leader_of(government), "rankings:ranking")

    assert "masih dapat menjadi 1–2" in shown
    assert "70,00" in shown  # verified: 80 without the 10 points of 4.c
    assert "82,50" in shown  # reachable: 4.c at best
    assert "Sementara" in shown


def test_only_who_may_open_the_explanation_is_led_to_it(client: Client) -> None:
    government, units = make_city(1)
    cycle = open_sakip(units)
    recompute(cycle_id=cycle.pk)
    way = reverse("rankings:explanation", args=[card_of(cycle, units[0]).pk])

    assert way in page(client, make_member(Role.LEADER, government), "rankings:ranking")
    assert way not in page(client, make_member(Role.ASSURER, government), "rankings:ranking")


def test_a_unit_without_any_mark_shows_no_zero(client: Client) -> None:
    government, units = make_city(1)
    cycle = open_sakip(units)
    recompute(cycle_id=cycle.pk)

    shown = page(client, leader_of(government), "rankings:ranking")

    assert "0,00" not in shown.replace("100,00", "")


def test_ranking_within_a_peer_group_ranks_its_members(client: Client) -> None:
    government, units, _ = decided_city(4)
    group = PeerGroup.objects.create(code="kecil", name="Dinas kecil", government=government)
    group.units.set(units[2:])

    shown = page(client, leader_of(government), "rankings:ranking", query="?kelompok=kecil")

    assert "Dinas A" not in shown
    assert shown.index("Dinas C") < shown.index("Dinas D")
    assert 'data-label="Peringkat">1</td> <th scope="row" class="ranking-table__name"><a' in shown
    assert "Dinas kecil" in shown


def test_ranking_sorts_and_keeps_unknown_values_last(client: Client) -> None:
    government, units = make_city(3)
    cycle, by = open_sakip(units), make_user()
    for unit, level in zip(units[:2], ("B", "A"), strict=True):
        claim(card_of(cycle, unit), level, by=by)
    recompute(cycle_id=cycle.pk)
    leader = leader_of(government)

    for sort, order in (("-klaim", "BAC"), ("klaim", "ABC"), ("-unit", "CBA"), ("bukan-kolom", "BAC")):
        shown = page(client, leader, "rankings:ranking", query=f"?urut={sort}")
        found = sorted("ABC", key=lambda letter: shown.index(f">Dinas {letter}</a>"))
        assert "".join(found) == order, sort


def test_csv_opens_in_indonesian_excel(client: Client) -> None:
    government, units, _ = decided_city(2)
    units[0].name = "=HYPERLINK(1)"
    units[0].save()
    client.force_login(leader_of(government))

    response = client.get(reverse("rankings:ranking-csv"))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="peringkat-sakip-2025.csv"'
    text = response.content.decode()
    assert text.startswith("\ufeffPeringkat;")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[1][:5] == ["1", "1", "1", "'=HYPERLINK(1)", "90,00"]
    assert len(rows) == 3


def test_units_see_no_ranking_before_the_release(client: Client) -> None:
    _, units, cycle = decided_city(2)
    operator = make_member(Role.OPERATOR, units[1])

    shown = page(client, operator, "rankings:ranking")

    assert "Nilai evaluator belum dibuka" in shown
    assert "80,00" not in shown
    assert reverse("rankings:explanation", args=[card_of(cycle, units[1]).pk]) in shown
    assert status(client, operator, "rankings:ranking-csv") == 302
    assert status(client, operator, "rankings-api:ranking", cycle.pk) == 404


def test_units_see_the_ranking_after_the_release(client: Client) -> None:
    _, units, cycle = decided_city(2)
    release(cycle)

    shown = page(client, make_member(Role.OPERATOR, units[1]), "rankings:ranking")

    assert "90,00" in shown
    assert 'class="is-own"' in shown


def test_a_cycle_of_another_government_is_not_found(client: Client) -> None:
    _, _, cycle = decided_city(1)
    stranger = leader_of(make_government(name="Kota Lain"))

    assert status(client, stranger, "rankings:ranking", query=f"?siklus={cycle.pk}") == 404
    assert status(client, stranger, "rankings:freshness", cycle.pk) == 404
    assert status(client, stranger, "rankings-api:ranking", cycle.pk) == 404


@pytest.mark.parametrize("units", [1, 3])
def test_ranking_asks_a_fixed_number_of_queries(
    client: Client, units: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    government, _, _ = decided_city(units)
    client.force_login(leader_of(government))

    with django_assert_num_queries(RANKING_QUERIES):
        client.get(reverse("rankings:ranking"))


RANKING_QUERIES = 13


def test_api_gives_the_same_rows_with_exact_totals(client: Client) -> None:
    government, units, cycle = decided_city(2)
    client.force_login(leader_of(government))

    body = client.get(reverse("rankings-api:ranking", args=[cycle.pk])).json()

    assert (body["edition"], body["score_year"], body["is_final"], body["is_behind"]) == (
        "sakip/2021",
        2025,
        True,
        False,
    )
    assert body["edition_sha256"] == cycle.edition.sha256
    assert body["rows"][1] == {
        "rank": 2,
        "rank_best": 2,
        "rank_worst": 2,
        "unit": units[1].code,
        "name": "Dinas B",
        "scorecard": card_of(cycle, units[1]).pk,
        "verified": "80.00",
        "claimed": "80.00",
        "reachable": "80.00",
        "band": "BB",
        "marks_fixed": 12,
        "marks": 12,
        "movement": None,
        "input_revision": 2,
    }


def test_position_shows_every_government_and_only_what_is_known(client: Client) -> None:
    government, _ = make_city(0)
    other = make_government(name="Kabupaten Sebelah")
    group = PeerGroup.objects.create(code="wilayah", name="Pemerintah daerah sewilayah")
    group.governments.set([government, other])
    publish(other, "ombudsman", 2023, value=Decimal("93.71"), rank=3, rank_of=7, authority="Ombudsman RI")

    shown = page(client, leader_of(government), "rankings:position")

    assert "93,71" in shown
    assert shown.index("Kabupaten Sebelah") < shown.index('<th scope="row" class="wide">Kota Contoh')
    assert shown.count('<span class="muted">belum diketahui</span>') == 1
