"""What a rank needs by published values: figures are made up, for governments of tests."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.units.models import Government, PeerGroup
from scorecards.rankings.models import Target
from tests.factories import make_government, make_period
from tests.scorecards.rankings.helpers import leader_of, make_city
from tests.scorecards.rankings.pages import page, publish

pytestmark = pytest.mark.django_db


def _region(size: int) -> tuple[Government, list[Government]]:
    city, _ = make_city(0)
    others = [make_government(name=f"Kabupaten {number}") for number in range(1, size)]
    PeerGroup.objects.create(code="wilayah", name="Sewilayah").governments.set([city, *others])
    return city, others


def test_all_values_known_tell_what_the_rank_needs(client: Client) -> None:
    city, others = _region(4)
    for government, value in zip([*others, city], ("81.00", "79.50", "75.00", "70.25"), strict=True):
        publish(government, "uji", 2023, value=Decimal(value), announced_on=date(2024, 1, 9))

    shown = page(client, leader_of(city), "rankings:position")

    assert "Peringkat 2 membutuhkan 79,51: Kabupaten 2 mendapat 79,50 pada tahun nilai 2023" in shown
    assert "Kota diumumkan dengan 70,25: kurang 9,25 poin." in shown
    assert "urutan dari nilai yang diketahui: 4 dari 4" in shown
    assert "Yang lain juga bergerak" in shown


def test_unknown_values_make_it_a_lower_bound(client: Client) -> None:
    city, others = _region(4)
    publish(others[0], "uji", 2023, value=Decimal("81.00"))
    publish(others[1], "uji", 2023, value=Decimal("79.50"))

    shown = page(client, leader_of(city), "rankings:position")

    assert "Peringkat 2 membutuhkan sedikitnya 79,50" in shown
    assert "Nilai 1 pemerintah daerah belum diketahui" in shown
    assert "Nilai kota sendiri belum diketahui telah diumumkan." in shown


def test_holder_without_value_stays_unknown(client: Client) -> None:
    city, others = _region(3)
    publish(others[0], "uji", 2023, rank=2, rank_of=3)
    publish(others[1], "uji", 2023, rank=1, rank_of=3, value=Decimal("90.00"))

    shown = page(client, leader_of(city), "rankings:position")

    assert "Nilai yang dibutuhkan peringkat 2 belum diketahui" in shown
    assert "urutan dari nilai yang diketahui" not in shown


def test_rank_among_others_than_the_table_is_not_taken_for_one_in_it(client: Client) -> None:
    city, others = _region(3)
    publish(others[0], "uji", 2023, rank=2, rank_of=38, value=Decimal("50.00"))
    publish(others[1], "uji", 2023, value=Decimal("90.00"))

    shown = page(client, leader_of(city), "rankings:position")

    assert "Peringkat 2 membutuhkan 50,01" in shown


def test_goal_comes_from_the_target(client: Client) -> None:
    city, others = _region(3)
    result = publish(others[0], "uji", 2023, value=Decimal("90.00"))
    publish(others[1], "uji", 2023, value=Decimal("80.00"))
    Target.objects.create(
        government=city, instrument=result.instrument, period=make_period(2025), start_rank=3, goal_rank=1
    )

    shown = page(client, leader_of(city), "rankings:position")

    assert "Peringkat 1 membutuhkan 90,01" in shown


def test_city_that_holds_the_rank_is_told_so(client: Client) -> None:
    city, others = _region(3)
    publish(city, "uji", 2023, value=Decimal("85.00"))
    publish(others[0], "uji", 2023, value=Decimal("90.00"))
    publish(others[1], "uji", 2023, value=Decimal("80.00"))

    assert "Kota menempati peringkat 2 atau lebih baik" in page(client, leader_of(city), "rankings:position")


@pytest.mark.parametrize("size", [3, 8])
def test_position_asks_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, size: int
) -> None:
    city, others = _region(size)
    for government in others:
        publish(government, "uji", 2023, value=Decimal("81.00"))
    leader = leader_of(city)
    page(client, leader, "rankings:position")

    with django_assert_max_num_queries(24):
        page(client, leader, "rankings:position")


def test_every_value_lies_on_the_line(client: Client) -> None:
    city, others = _region(3)
    for government, value in zip([*others, city], ("93.71", "83.00", "72.71"), strict=True):
        publish(government, "uji", 2023, value=Decimal(value))

    shown = page(client, leader_of(city), "rankings:position")

    assert re.search(r">70</text> ?<text[^>]*>95</text>", shown)
