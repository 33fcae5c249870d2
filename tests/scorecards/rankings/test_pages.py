"""The pages: what they show, to whom, and in how many queries."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import User
from portal.common import work
from portal.common.policy import Role
from portal.units.models import Government, PeerGroup, Unit
from scorecards.editions.models import Instrument
from scorecards.entries.models import Cycle, Mark
from scorecards.rankings.models import PublishedResult, Result, Target, TargetStep
from scorecards.rankings.services import recompute
from tests.factories import make_government, make_member, make_period, make_unit, make_user
from tests.scorecards.rankings.helpers import (
    GRADED,
    accept,
    card_of,
    claim,
    evaluator_of,
    leader_of,
    make_city,
    open_sakip,
    prove,
)

pytestmark = pytest.mark.django_db


def decided_city(units: int = 3) -> tuple[Government, list[Unit], Cycle]:
    """Make a city whose units all have fixed marks: A 90, B 80, C 70, ..., and whose ranking is computed."""
    government, made = make_city(units)
    cycle, by = open_sakip(made), make_user()
    for unit, level in zip(made, ("A", "BB", "B", "CC", "C"), strict=False):
        claim(card_of(cycle, unit), level, by=by)
        accept(card_of(cycle, unit), level, by=by)
    recompute(cycle_id=cycle.pk)
    return government, made, cycle


def release(cycle: Cycle) -> None:
    cycle.marks_released_at = timezone.now()
    cycle.save()


def page(client: Client, user: User, name: str, *args: Any, query: str = "") -> str:
    client.force_login(user)
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def status(client: Client, user: User, name: str, *args: Any, query: str = "") -> int:
    client.force_login(user)
    return client.get(reverse(name, args=args) + query).status_code


def publish(government: Government, code: str, year: int, **values: Any) -> PublishedResult:
    instrument, _ = Instrument.objects.get_or_create(code=code, defaults={"name": code.upper()})
    values = {"authority": "KemenPANRB", "source": "https://contoh.example/berita", **values}
    return PublishedResult.objects.create(
        government=government, instrument=instrument, period=make_period(year), **values
    )


# The dashboard


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
    target = Target.objects.create(
        government=government, instrument=published.instrument, period=make_period(2025), start_rank=8, goal_rank=2
    )
    today = timezone.localdate()
    for days, rank in ((-90, 7), (-1, 5), (90, 3), (180, 2)):
        TargetStep.objects.create(target=target, due_on=today + timedelta(days=days), rank=rank)

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
    assert "Sementara" not in shown


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
    recompute(cycle_id=cycle.pk)

    with django_assert_num_queries(DASHBOARD_QUERIES):
        client.get(reverse("rankings:dashboard"))


DASHBOARD_QUERIES = 26


# The ranking


def test_ranking_shows_every_unit_with_its_range(client: Client) -> None:
    government, units = make_city(2)
    cycle, by = open_sakip(units), make_user()
    claim(card_of(cycle, units[0]), "BB", by=by)
    accept(card_of(cycle, units[0]), {code: "BB" for code in GRADED if code != "4.c"}, by=by)
    recompute(cycle_id=cycle.pk)

    shown = page(client, leader_of(government), "rankings:ranking")

    assert '1 <span class="muted nowrap" aria-hidden="true">(1–2)</span>' in shown
    assert "70,00" in shown  # verified: 80 without the 10 points of 4.c
    assert "82,50" in shown  # reachable: 4.c at best
    assert "Sementara" in shown


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
    assert '<td class="number">1</td> <th scope="row"><a' in shown
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


# The API


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


# The region


def test_position_shows_every_government_and_only_what_is_known(client: Client) -> None:
    government, _ = make_city(0)
    other = make_government(name="Kabupaten Sebelah")
    group = PeerGroup.objects.create(code="wilayah", name="Pemerintah daerah sewilayah")
    group.governments.set([government, other])
    publish(other, "ombudsman", 2023, value=Decimal("93.71"), rank=3, rank_of=7, authority="Ombudsman RI")

    shown = page(client, leader_of(government), "rankings:position")

    assert "93,71" in shown
    assert shown.index("Kabupaten Sebelah") < shown.index('<th scope="row">Kota Contoh')
    assert shown.count('<span class="muted">belum diketahui</span>') == 1


# The explanation


def test_explanation_opens_a_total_down_to_the_page_of_a_document(client: Client) -> None:
    government, units, cycle = decided_city(1)
    card = card_of(cycle, units[0])
    link = card.entries.get(node__code="2.b").evidence.get(pk=prove(card, "2.b", by=make_user()))

    shown = page(client, leader_of(government), "rankings:explanation", card.pk)

    assert "A = 90; 90 ÷ 100 × 9 = 8,1" in shown
    assert "5,4 + 8,1 + 13,5 = 27" in shown
    assert "27 + 27 + 13,5 + 22,5 = 90 → 90,00" in shown
    assert "Dihitung ulang saat halaman ini dibuka; sama dengan nilai tersimpan." in shown
    document = reverse("evidence:view", args=[link.revision_id])
    assert f'href="{document}?halaman=14&amp;sampai=15"' in shown
    assert "Renja 2025, hlm. 14–15" in shown


def test_explanation_shows_a_gate_in_words(client: Client) -> None:
    government, units = make_city(1)
    cycle, by = open_sakip(units), make_user()
    card = card_of(cycle, units[0])
    claim(card, "A", by=by)
    Mark.objects.filter(entry__node__code="3.a.1").update(level="no")
    recompute(cycle_id=cycle.pk)

    shown = page(client, leader_of(government), "rankings:explanation", card.pk, query="?lapis=klaim")

    assert "A → B = 70; 70 ÷ 100 × 3 = 2,1" in shown
    assert "A dibatasi menjadi B: 5 dari 6 kriteria terpenuhi." in shown


def test_explanation_that_does_not_reproduce_says_so_and_asks_for_work(client: Client) -> None:
    government, units, cycle = decided_city(1)
    Result.objects.update(verified=Decimal("89.99"))

    shown = page(client, leader_of(government), "rankings:explanation", card_of(cycle, units[0]).pk)

    assert "Nilai tersimpan berbeda dengan hitungan sekarang" in shown
    assert work.is_open("ranking", cycle.pk)
    work.drain("fast")
    assert Result.objects.get().verified == Decimal("90.00")


def test_before_the_release_a_unit_sees_its_claim_and_nothing_of_the_marks(client: Client) -> None:
    _, units = make_city(1)
    cycle, by = open_sakip(units), make_user()
    card = card_of(cycle, units[0])
    claim(card, "BB", by=by)
    accept(card, {"1.a": "CC"}, by=by)
    recompute(cycle_id=cycle.pk)
    operator = make_member(Role.OPERATOR, units[0])

    for query in ("", "?lapis=terverifikasi", "?lapis=tercapai"):
        shown = page(client, operator, "rankings:explanation", card.pk, query=query)
        node = page(client, operator, "rankings:explanation-node", card.pk, "1.a", query=query)
        assert "80,00" in shown
        for text in (shown, node):
            assert "CC" not in text
            assert "Evaluator" not in text
            assert "Terverifikasi" not in text
            assert "masih terbuka" not in text
            assert "masih dapat diraih" not in text


def test_other_units_stop_at_the_lines_and_only_after_the_release(client: Client) -> None:
    _, units, cycle = decided_city(2)
    card = card_of(cycle, units[0])
    prove(card, "2.b", by=make_user())
    neighbour = make_member(Role.OPERATOR, units[1])
    assert status(client, neighbour, "rankings:explanation", card.pk) == 404

    release(cycle)

    shown = page(client, neighbour, "rankings:explanation", card.pk)
    node = page(client, neighbour, "rankings:explanation-node", card.pk, "2.b")
    assert "90 ÷ 100 × 9 = 8,1" in shown
    assert "Renja 2025" not in shown + node
    own = page(client, make_member(Role.HEAD, units[0]), "rankings:explanation", card.pk)
    assert "Renja 2025" in own


def test_explanation_of_another_government_is_not_found(client: Client) -> None:
    _, units, cycle = decided_city(1)
    release(cycle)
    foreign = make_unit(make_government(name="Kota Lain"))
    card = card_of(cycle, units[0])

    assert status(client, make_member(Role.OPERATOR, foreign), "rankings:explanation", card.pk) == 404
    assert status(client, leader_of(foreign.government), "rankings:explanation", card.pk) == 404


def test_a_node_shows_its_criteria_and_notes(client: Client) -> None:
    government, units, cycle = decided_city(1)
    card = card_of(cycle, units[0])
    Mark.objects.filter(entry__node__code="1.a", party="unit").update(note="Sudah diperbarui.")
    leader = leader_of(government)

    shown = page(client, leader, "rankings:explanation-node", card.pk, "1.a")

    assert "6 dari 6 terpenuhi" in shown
    assert "Sudah diperbarui." in shown
    assert status(client, leader, "rankings:explanation-node", card.pk, "9.z") == 404
    assert status(client, leader, "rankings:explanation-node", card.pk, "1") == 404


def test_explanation_asks_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    government, units, cycle = decided_city(1)
    card = card_of(cycle, units[0])
    for code in GRADED[:3]:
        prove(card, code, by=make_user(), title=f"Dokumen {code}")
    client.force_login(leader_of(government))

    with django_assert_num_queries(EXPLANATION_QUERIES):
        client.get(reverse("rankings:explanation", args=[card.pk]))


EXPLANATION_QUERIES = 15
