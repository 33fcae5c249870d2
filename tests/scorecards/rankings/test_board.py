"""The state of the numbers on the dashboard, and its cards, each of which stands and falls on its own."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.common import work
from portal.common.models import Work
from portal.common.policy import Role
from portal.units.models import Government, PeerGroup, Unit
from scorecards.entries.models import Cycle
from scorecards.rankings.models import Computation, PublishedResult, Target
from scorecards.rankings.services.recompute import recompute
from tests.factories import make_member, make_period, make_user
from tests.scorecards.rankings.helpers import GRADED, accept, card_of, claim, leader_of, make_city, open_sakip
from tests.scorecards.rankings.pages import decided_city, page, publish, status
from tests.scorecards.rankings.publishing import make_ready_city

pytestmark = pytest.mark.django_db

KEPT = "Yang terakhir ditampilkan tetap ada di sini, per"
NOTHING_KEPT = "Bagian ini sedang tidak dapat ditampilkan"


def test_what_was_published_is_official_until_a_number_moves(client: Client) -> None:
    city = make_ready_city()
    recompute(cycle_id=city.cycle.pk)
    city.publish()

    shown = page(client, city.evaluator, "rankings:dashboard")
    assert "Resmi" in shown
    assert "Terbitan nomor 1" in shown

    accept(card_of(city.cycle, _units(city.cycle)[1]), dict.fromkeys(GRADED, "AA"), by=city.evaluator)
    recompute(cycle_id=city.cycle.pk)

    shown = page(client, city.evaluator, "rankings:dashboard")
    assert "Resmi" not in shown
    assert "Sementara" in shown
    assert "Terakhir diterbitkan: nomor 1" in shown
    assert "Peringkat terbitan sejauh ini: 2" in shown
    assert "Sejak terbitan nomor 1 Dinas B bergerak paling jauh: dari peringkat 2 ke 1." in shown


def test_a_round_of_recalculation_counts_the_cycles_that_are_done(client: Client) -> None:
    government, units, cycle = decided_city(2)
    older = open_sakip(units, score_year=2024)
    recompute(cycle_id=older.pk)
    leader = leader_of(government)
    work.request_all("ranking", [cycle.pk, older.pk])
    assert "0 % selesai (0 dari 2 siklus)" in page(client, leader, "rankings:dashboard")

    Work.objects.filter(key=str(older.pk)).update(done=1)

    assert "50 % selesai (1 dari 2 siklus)" in page(client, leader, "rankings:dashboard")


def test_numbers_older_than_a_day_say_so_in_words(client: Client) -> None:
    government, _, cycle = decided_city(2)
    leader = leader_of(government)
    assert "lebih dari 24 jam" not in page(client, leader, "rankings:dashboard")

    Computation.objects.filter(cycle=cycle).update(computed_at=timezone.now() - timedelta(hours=25))

    assert "lebih dari 24 jam; tidak ada jawaban yang berubah" in page(client, leader, "rankings:dashboard")
    work.request("ranking", cycle.pk)
    assert "lebih dari 24 jam, dan jawaban yang lebih baru belum terhitung" in page(
        client, leader, "rankings:dashboard"
    )


@pytest.mark.parametrize(("rank", "word"), [(5, "Sesuai target"), (6, "Sesuai target"), (7, "Belum sesuai target")])
def test_each_evaluation_says_whether_it_is_on_target(client: Client, rank: int, word: str) -> None:
    government, _, _ = decided_city(2)
    _wish(government, publish(government, "rb", 2023, rank=rank, rank_of=8), planned=6)

    shown = page(client, leader_of(government), "rankings:dashboard")

    assert word in shown
    assert f"diumumkan {rank}, rencana 6" in shown
    assert shown.count("Belum ada target") == 2


def test_without_a_published_rank_nobody_knows_whether_it_is_on_target(client: Client) -> None:
    government, _, _ = decided_city(2)
    _wish(government, publish(government, "rb", 2023, label="BB"), planned=6)

    shown = page(client, leader_of(government), "rankings:dashboard")

    assert "Belum diketahui apakah sesuai target" in shown
    assert "rencana 6" in shown


def test_the_ranking_part_can_be_that_of_a_peer_group(client: Client) -> None:
    government, units, _ = decided_city(4)
    group = PeerGroup.objects.create(government=government, code="dinas", name="Dinas saja")
    group.units.set(units[2:])
    leader = leader_of(government)

    assert "?kelompok=dinas#peringkat" in page(client, leader, "rankings:dashboard")
    shown = page(client, leader, "rankings:dashboard", query="?kelompok=dinas")

    assert "Dinas C teratas dengan 70,00, Dinas D terbawah dengan 60,00" in shown
    assert status(client, leader, "rankings:dashboard", query="?kelompok=lain") == 404


def test_units_stand_against_components(client: Client) -> None:
    government, units = make_city(3)
    cycle, by = open_sakip(units), make_user()
    for unit in units[:2]:
        claim(card_of(cycle, unit), "AA", by=by)
    accept(card_of(cycle, units[0]), "A", by=by)
    accept(card_of(cycle, units[1]), {"1.a": "BB", "2.a": "AA", "2.b": "AA", "2.c": "AA"}, by=by)
    recompute(cycle_id=cycle.pk)

    shown = page(client, leader_of(government), "rankings:dashboard")

    # 1.a is 6 of the 30 points of component 1, at 80; the other two of it are open: at least 16.
    assert "Yang terendah Dinas B di 1 Perencanaan Kinerja: ≥ 16 %." in shown
    assert '</th><td class="number">≥ 16</td><td class="number">100</td><td class="number">belum ada</td>' in shown
    assert "6 titik terlemah" in shown  # what nobody marked is no zero: it is not among them


def test_a_card_that_fails_keeps_its_last_value_with_its_time(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    government, _, cycle = decided_city(3)
    leader = leader_of(government)
    page(client, leader, "rankings:dashboard")
    _break_rules(cycle)

    shown = page(client, leader, "rankings:dashboard")

    assert shown.count(KEPT) == 7  # what reads the rules: ranking, movers, course, components, matters, changes, gaps
    assert "Dinas A teratas dengan 90,00" in shown
    assert "Posisi kota" in shown
    assert NOTHING_KEPT not in shown
    assert "dashboard card standing failed" in caplog.text


def test_the_parts_stand_in_the_order_in_which_they_are_read(client: Client) -> None:
    government, units, cycle = decided_city(3)
    _wish(government, publish(government, "rb", 2023, rank=8, rank_of=8), planned=6)
    accept(card_of(cycle, units[2]), dict.fromkeys(GRADED, "AA"), by=make_user())
    recompute(cycle_id=cycle.pk)

    shown = page(client, leader_of(government), "rankings:dashboard")

    heads = ("position", "changes", "late", "matters", "target", "ranking", "gaps", "parts")
    assert [name for name in re.findall(r'id="(\w+)-head"', shown) if name in heads] == list(heads)


def test_a_card_that_never_was_good_says_what_to_do(client: Client) -> None:
    government, _, cycle = decided_city(3)
    _break_rules(cycle)

    shown = page(client, leader_of(government), "rankings:dashboard")

    assert NOTHING_KEPT in shown
    assert "beri tahu administrator" in shown
    assert "Semua OPD sudah mengajukan." in shown  # another card, untouched


def test_nobody_is_shown_what_another_one_saw(client: Client) -> None:
    government, _, cycle = decided_city(3)
    page(client, leader_of(government), "rankings:dashboard")
    _break_rules(cycle)

    shown = page(client, make_member(Role.EVALUATOR, government), "rankings:dashboard")

    assert KEPT not in shown
    assert "Dinas A teratas" not in shown


def _break_rules(cycle: Cycle) -> None:
    """Spoil the stored document of the cycle's edition, as a broken disk would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE editions_edition DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE editions_edition SET document = '{', sha256 = repeat('0', 64) WHERE id = %s", [cycle.edition_id]
        )
        cursor.execute("ALTER TABLE editions_edition ENABLE TRIGGER USER")


def _units(cycle: Cycle) -> list[Unit]:
    return [card.unit for card in cycle.scorecards.select_related("unit").order_by("pk") if card.unit]


def _wish(government: Government, published: PublishedResult, *, planned: int) -> None:
    Target.objects.create(
        government=government,
        instrument=published.instrument,
        period=make_period(2025),
        start_rank=8,
        goal_rank=2,
        steps=[[timezone.localdate().isoformat(), planned]],
    )
