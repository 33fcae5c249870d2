"""From a total to the page of a document, and what the embargo keeps back."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.common import work
from portal.common.policy import Role
from scorecards.entries.models import Mark
from scorecards.rankings.models import Result
from scorecards.rankings.services.recompute import recompute
from tests.factories import make_government, make_member, make_unit, make_user
from tests.scorecards.rankings.helpers import (
    GRADED,
    accept,
    card_of,
    claim,
    leader_of,
    make_city,
    open_sakip,
    prove,
)
from tests.scorecards.rankings.pages import decided_city, page, release, status

pytestmark = pytest.mark.django_db


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


EXPLANATION_QUERIES = 17
