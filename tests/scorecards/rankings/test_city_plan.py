"""The city's own plan among governments: figures are made up, for governments of tests."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import User
from portal.common.policy import Role
from portal.notices.models import Notice
from portal.units.models import Government, PeerGroup, Unit
from scorecards.actions.models import Action
from scorecards.domain.standing import Moved, moved_ranks
from scorecards.entries.models import Cycle, Scorecard
from scorecards.rankings.models import Plan
from tests.factories import make_edition, make_government, make_member, make_unit, make_user
from tests.scorecards.domain.strategies import decimals
from tests.scorecards.rankings.helpers import accept, card_of, claim, leader_of, make_city, open_sakip
from tests.scorecards.rankings.pages import page, publish, release, status

values = st.dictionaries(st.integers(0, 5), decimals("0", "99"), max_size=6)


@given(decimals("0", "99"), values, st.dictionaries(st.integers(0, 5), decimals("-9", "9"), max_size=3))
def test_whoever_moves_up_never_betters_the_planned_place(
    planned: Decimal, known: dict[int, Decimal], gains: dict[int, Decimal]
) -> None:
    found = moved_ranks(planned, known, gains)
    assert found.stay <= found.chased <= found.stay + len(gains.keys() & known.keys())
    assert moved_ranks(planned, known, {}) == Moved(found.stay, found.stay)


def open_city(level: str = "B", *others: str) -> tuple[Government, list[Government], Scorecard]:
    """Make a city with a SAKIP scorecard of its own, and governments with these published values."""
    city, units = make_city(1)
    cycle = open_sakip(units)
    Cycle.objects.filter(pk=cycle.pk).update(subject=Cycle.Subject.GOVERNMENT)
    card = card_of(cycle, units[0])
    by = make_user()
    claim(card, level, by=by)
    accept(card, level, by=by)
    card.unit = None
    card.save()
    card.entries.update(lead=units[0])
    peers = [make_government(name=f"Kabupaten {number}") for number in range(1, len(others) + 1)]
    PeerGroup.objects.create(code="wilayah", name="Sewilayah").governments.set([city, *peers])
    for government, value in zip(peers, others, strict=True):
        if value:
            publish(government, "sakip", 2024, value=Decimal(value))
    return city, peers, card


@pytest.mark.django_db
def test_the_city_rises_by_the_least_effort_to_the_value_that_the_rank_needs(client: Client) -> None:
    """All B is 70. Rank 2 needs 75, which four changes to BB reach: 1.5 + 1.5 + 1.25 + 0.9."""
    city, _, _ = open_city("B", "81.00", "75.00", "60.00")
    shown = page(client, leader_of(city), "rankings:position", query="?sasaran=2")
    assert "4 perubahan menaikkan angka kita sendiri dari 70,00 menjadi 75,15" in shown
    assert "Dinas A" in shown
    shown = page(client, leader_of(city), "rankings:position", query="?sasaran=1")
    assert "Tidak terjangkau: peringkat 1 memerlukan 81,01, padahal semua yang dapat diubah mencapai 80,00" in shown
    shown = page(client, leader_of(city), "rankings:position", query="?sasaran=3")
    assert "Angka kita sendiri, 70,00, sudah mencapai yang diperlukan peringkat 3" in shown


@pytest.mark.django_db
def test_unknown_values_of_others_make_the_plan_a_bound(client: Client) -> None:
    city, _, _ = open_city("B", "81.00", "71.00", "")
    shown = page(client, leader_of(city), "rankings:position", query="?sasaran=2")
    assert "menaikkan angka kita sendiri" in shown
    assert "peringkat itu mungkin memerlukan lebih dari yang dicapai rencana ini" in shown


@pytest.mark.django_db
def test_what_the_rank_needs_may_be_unknown(client: Client) -> None:
    city, _, _ = open_city("B", "", "75.00")
    shown = page(client, leader_of(city), "rankings:position", query="?sasaran=2")
    assert "Belum ada rencana: nilai yang diperlukan peringkat 2 belum diketahui" in shown


@pytest.mark.django_db
def test_without_a_scorecard_of_the_city_no_mean_of_units_stands_in(client: Client) -> None:
    city, _ = make_city(1)
    open_sakip([make_unit(city)])
    other = make_government()
    PeerGroup.objects.create(code="wilayah", name="Sewilayah").governments.set([city, other])
    publish(other, "sakip", 2024, value=Decimal(75))
    assert "nilainya bukan rata-rata OPD" in page(client, leader_of(city), "rankings:position")


@pytest.mark.django_db
def test_weights_that_no_text_gives_make_no_plan(client: Client) -> None:
    city, _ = make_city(1)
    cycle = Cycle.objects.create(
        government=city,
        period=open_sakip([make_unit(city)]).period,
        edition=make_edition("rb/2023"),
        subject=Cycle.Subject.GOVERNMENT,
    )
    Scorecard.objects.create(government=city, cycle=cycle)
    others = [make_government(), make_government()]
    PeerGroup.objects.create(code="wilayah", name="Sewilayah").governments.set([city, *others])
    for other in others:
        publish(other, "rb", 2024, value=Decimal(75))
    shown = page(client, leader_of(city), "rankings:position")
    assert "belum ada dasar resmi bagi semua bobot" in shown


@pytest.mark.django_db
def test_governments_behind_are_told_to_rise_as_they_did_where_that_is_known(client: Client) -> None:
    city, peers, _ = open_city("B", "81.00", "75.00", "74.00")
    publish(peers[1], "sakip", 2023, value=Decimal("74.00"))
    shown = page(client, leader_of(city), "rankings:position", query="?sasaran=2")
    assert "mencapai urutan 2, tetapi 3 jika Kabupaten 2, yang terdekat di belakang, naik lagi" in shown
    assert "Pergerakan Kabupaten 3 belum diketahui" in shown


@pytest.mark.django_db
def test_units_do_not_read_the_citys_plan(client: Client) -> None:
    city, _, _ = open_city("B", "81.00", "75.00")
    assert status(client, make_member(Role.HEAD, make_unit(city)), "rankings:position", query="?sasaran=1") == 403


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", ["0", "99", "x", "²"])
def test_a_rank_that_there_is_not_gives_the_targets(client: Client, wanted: str) -> None:
    city, _, _ = open_city("B", "81.00", "75.00")
    assert "Peringkat 2 membutuhkan" in page(client, leader_of(city), "rankings:position", query=f"?sasaran={wanted}")


@pytest.mark.django_db
def test_the_page_asks_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    city, _, _ = open_city("B", "81.00", "75.00", "70.00", "69.00", "68.00", "67.00")
    leader = leader_of(city)
    page(client, leader, "rankings:position")
    with django_assert_max_num_queries(45):
        page(client, leader, "rankings:position", query="?sasaran=2")


def shown_plan(client: Client, user: User) -> dict[str, str]:
    """Return what the form below the plan for rank 2 sends."""
    client.force_login(user)
    context = client.get(reverse("rankings:position"), {"sasaran": "2"}).context
    return {
        "hasil": context["chosen_key"],
        "kelompok": "wilayah",
        "sasaran": "2",
        "fingerprint": context["plan"].climb.fingerprint,
        "due_date": "2099-01-01",
    }


@pytest.mark.django_db
def test_the_leadership_makes_actions_of_it_once_for_the_units_that_lead(client: Client) -> None:
    city, _, card = open_city("B", "81.00", "75.00")
    other, leader = make_unit(city), leader_of(city)
    card.entries.filter(node__code="1.c").update(lead=other)
    heads = [make_member(Role.HEAD, unit) for unit in Unit.objects.filter(government=city)]
    release(Cycle.objects.get(pk=card.cycle_id))
    asked = shown_plan(client, leader)

    answers = [client.post(reverse("rankings:position-accept"), asked).status_code for _ in range(2)]
    done = client.post(reverse("rankings:position-accept"), asked, follow=True)

    assert answers == [302, 302]
    actions = list(Action.objects.select_related("unit", "node"))
    assert {action.unit for action in actions} == set(Unit.objects.filter(government=city))
    assert len(actions) == Plan.objects.get().steps.count() == 4
    assert "Sudah menjadi aksi" in done.content.decode()
    assert "Rencana yang diterima" in done.content.decode()
    assert [Notice.objects.filter(recipient=head).count() for head in heads] == [1, 1]


@pytest.mark.django_db
def test_a_plan_on_marks_waits_for_their_release(client: Client) -> None:
    city, _, _ = open_city("B", "81.00", "75.00")
    leader = leader_of(city)
    before = page(client, leader, "rankings:position", query="?sasaran=2")

    refused = client.post(reverse("rankings:position-accept"), shown_plan(client, leader))

    assert "dapat dijadikan aksi setelah rilis" in before
    assert refused.status_code == 409
    assert not Action.objects.exists()


@pytest.mark.django_db
def test_another_plan_by_now_or_a_criterion_without_lead_makes_nothing(client: Client) -> None:
    city, _, card = open_city("B", "81.00", "75.00")
    release(Cycle.objects.get(pk=card.cycle_id))
    leader = leader_of(city)
    asked = shown_plan(client, leader)

    other = client.post(reverse("rankings:position-accept"), asked | {"fingerprint": "0" * 16})
    card.entries.filter(node__code="1.c").update(lead=None)
    unled = client.post(reverse("rankings:position-accept"), asked)

    assert (other.status_code, unled.status_code) == (409, 409)
    assert "Belum ada yang mengampu 1.c" in unled.content.decode()
    assert not Action.objects.exists()
    assert status(client, make_member(Role.EVALUATOR, city), "rankings:position") == 200
    assert client.post(reverse("rankings:position-accept"), asked).status_code == 403
