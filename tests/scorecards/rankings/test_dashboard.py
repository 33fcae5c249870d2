"""The dashboard: what it says, to whom, and in how many queries."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.common import work
from portal.common.models import Work
from portal.common.policy import Role
from scorecards.entries.models import Scorecard
from scorecards.rankings.models import Target
from scorecards.rankings.services.recompute import recompute
from tests.factories import make_member, make_period, make_user
from tests.scorecards.rankings.helpers import (
    GRADED,
    accept,
    card_of,
    claim,
    evaluator_of,
    leader_of,
    make_city,
    open_sakip,
)
from tests.scorecards.rankings.pages import decided_city, page, publish, status

pytestmark = pytest.mark.django_db


def test_dashboard_opens_without_anything(client: Client) -> None:
    government, _ = make_city(0)

    shown = page(client, leader_of(government), "rankings:dashboard")

    assert "Belum ada siklus yang dibuka" in shown
    assert shown.count("Belum ada hasil evaluasi ini yang diketahui telah diumumkan.") == 3


def test_dashboard_says_where_the_city_stands_with_source(client: Client) -> None:
    government, _ = make_city(0)
    publish(government, "rb", 2023, rank=8, rank_of=8, announced_on=date(2024, 11, 23))
    publish(government, "rb", 2024, label="BB")

    shown = page(client, leader_of(government), "rankings:dashboard")

    assert '<span class="position__rank">8</span> <span class="position__of">dari 8' in shown
    assert "Peringkat diumumkan: RB, tahun nilai 2023; nilai belum diketahui." in shown
    assert '<a href="https://contoh.example/berita" rel="noreferrer">contoh.example</a>' in shown
    assert "<strong>RB 2024</strong>: BB." in shown
    assert "23 November 2024" in shown


def test_dashboard_shows_the_target_path(client: Client) -> None:
    government, _ = make_city(0)
    published = publish(government, "rb", 2023, rank=8, rank_of=8)
    today = timezone.localdate()
    path = ((-90, 7), (-1, 5), (90, 3), (180, 2))
    Target.objects.create(
        government=government,
        instrument=published.instrument,
        period=make_period(2025),
        start_rank=8,
        goal_rank=2,
        steps=[[(today + timedelta(days=days)).isoformat(), rank] for days, rank in path],
    )

    shown = page(client, leader_of(government), "rankings:dashboard")

    assert "Dari peringkat 8 ke 2 untuk tahun nilai 2025 yang diumumkan pada 2026. Rencana hari ini: 5." in shown
    assert "Target: peringkat <strong>2</strong>; rencana hari ini: <strong>5</strong>" in shown
    assert "Langkah berikutnya: peringkat 3 paling lambat" in shown


def test_dashboard_never_takes_the_mean_of_units_for_the_city(client: Client) -> None:
    government, _, _ = decided_city()

    shown = page(client, leader_of(government), "rankings:dashboard")

    assert shown.count("belum ada: kota belum punya kartu skor sendiri") == 3


def test_dashboard_shows_both_ends_of_the_ranking(client: Client) -> None:
    government, units, cycle = decided_city(5)

    shown = page(client, evaluator_of(government), "rankings:dashboard")

    assert "Dinas A teratas dengan 90,00, Dinas E terbawah dengan 50,00: selisihnya 40,00 poin." in shown
    assert "Seluruh 60 nilai dari 5 OPD sudah ditetapkan." in shown
    assert reverse("rankings:explanation", args=[card_of(cycle, units[0]).pk]) in shown
    assert "Sementara" in shown  # as long as nobody published it
    assert "belum diterbitkan" in shown


@pytest.mark.django_db(transaction=True)  # the history bears the time of the transaction
def test_dashboard_tells_what_moved_and_why(client: Client) -> None:
    government, units, cycle = decided_city(3)
    by = evaluator_of(government)
    accept(card_of(cycle, units[2]), {"2.b": "AA", "2.c": "AA", "1.c": "AA", "4.c": "AA"}, by=by)
    recompute(cycle_id=cycle.pk)

    shown = page(client, by, "rankings:dashboard")

    assert (
        "Dinas C naik dari peringkat 3 ke 2: 1.c diterima AA, 2.b diterima AA, 2.c diterima AA, 1 nilai lagi." in shown
    )
    assert "Dinas B turun dari peringkat 2 ke 3: OPD lain yang bergerak." in shown


def test_dashboard_names_the_dearest_gaps_and_who_is_late(client: Client) -> None:
    government, units = make_city(2)
    cycle, by = open_sakip(units), make_user()
    claim(card_of(cycle, units[0]), {code: "AA" for code in GRADED if code != "2.c"}, by=by)
    recompute(cycle_id=cycle.pk)

    shown = page(client, leader_of(government), "rankings:dashboard")

    assert "2.c Pengukuran kinerja menjadi dasar penghargaan dan sanksi serta penyesuaian strategi" in shown
    assert "30,00 poin" in shown  # 15 for each of the two units
    assert "2 OPD; terbesar di" in shown
    assert "Belum mengajukan" in shown
    assert "11 dari 12" in shown


def test_dashboard_says_that_a_newer_answer_is_being_counted(client: Client) -> None:
    government, _, cycle = decided_city(1)
    leader = leader_of(government)
    assert "Sedang dihitung ulang" not in page(client, leader, "rankings:dashboard")

    work.request("ranking", cycle.pk)

    assert "Sedang dihitung ulang" in page(client, leader, "rankings:dashboard")
    fresh = client.get(reverse("rankings:freshness", args=[cycle.pk]))
    assert b"load delay" in fresh.content
    assert "HX-Refresh" not in fresh

    work.drain("fast")

    done = client.get(reverse("rankings:freshness", args=[cycle.pk]))
    assert b"load delay" not in done.content
    assert done["HX-Refresh"] == "true"


def test_dashboard_says_when_the_numbers_cannot_be_brought_up_to_date(client: Client) -> None:
    government, _, cycle = decided_city(1)
    work.request("ranking", cycle.pk)
    Work.objects.update(attempts=work.PARK_AFTER, last_error="ValueError: x")

    shown = page(client, leader_of(government), "rankings:dashboard")

    assert "Hitung ulang gagal" in shown
    assert "load delay" not in shown
    assert "90,00" in shown  # the last numbers stay


def test_dashboard_is_not_for_units(client: Client) -> None:
    _, units, _ = decided_city()

    assert status(client, make_member(Role.HEAD, units[0]), "rankings:dashboard") == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("units", [2, 4])
def test_dashboard_asks_a_fixed_number_of_queries(
    client: Client, units: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    government, made, cycle = decided_city(units)
    client.force_login(leader_of(government))
    accept(card_of(cycle, made[-1]), "AA", by=make_user())  # the last one becomes the first
    cycle.scorecards.exclude(unit=made[-1]).update(status=Scorecard.Status.RETURNED)
    recompute(cycle_id=cycle.pk)

    with django_assert_num_queries(DASHBOARD_QUERIES):
        client.get(reverse("rankings:dashboard"))


DASHBOARD_QUERIES = 43
