import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.certificates.models import Certificate, NumberSeries
from awards.rounds.models import Round
from portal.units.models import Government
from tests.awards.helpers import make_committee, make_decided_round, make_series, make_signatory
from tests.factories import make_government

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Government:
    return make_government(name="Kota Sendiri", is_home=True)


@pytest.fixture
def committee(client: Client, home: Government) -> Client:
    client.force_login(make_committee(home))
    return client


def problems(client: Client, award_round: Round) -> list[tuple[str, str, bool]]:
    page = client.get(reverse("certificates:issue", args=[award_round.pk]))
    return [(one.who, one.what, one.stops) for one in page.context["outlook"].problems]


def test_sound_round_has_no_problem_and_says_so(committee: Client, home: Government) -> None:
    award_round = make_decided_round(["Tim Satu", "Tim Dua"], home)
    make_series(home)
    make_signatory(home)

    page = committee.get(reverse("certificates:issue", args=[award_round.pk]))

    assert page.context["outlook"].problems == []
    assert "tidak ada masalah" in page.content.decode()


def test_without_signatory_and_register_nothing_can_be_issued(committee: Client, home: Government) -> None:
    award_round = make_decided_round(["Tim Satu"], home)

    assert problems(committee, award_round) == [
        ("Penanda tangan", "Tidak ada penanda tangan yang menjabat pada 9 Januari 2025.", True),
        ("Register nomor", "Tidak ada register untuk 2025.", True),
    ]


def test_text_that_cannot_be_printed_comes_before_a_name_that_is_long(committee: Client, home: Government) -> None:
    long = "Tim Kolaborasi " * 9
    award_round = make_decided_round([long.strip(), "Tim\tDua"], home)
    make_series(home)
    make_signatory(home)

    found = problems(committee, award_round)

    assert [(who, stops) for who, _what, stops in found] == [("Tim\tDua", True), (long.strip(), False)]
    assert "huruf kecil" in found[1][1]
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize(("after", "has_room"), [(997, True), (998, True), (999, False)])
def test_register_whose_digits_run_out_is_told(committee: Client, home: Government, after: int, has_room: bool) -> None:
    award_round = make_decided_round(["Tim Satu", "Tim Dua"], home)
    make_signatory(home)
    make_series(home)
    NumberSeries.objects.update(next=after)

    assert (problems(committee, award_round) == []) == has_room


@pytest.mark.parametrize("winners", [1, 5])
def test_looking_over_needs_the_same_queries_for_one_and_five(
    committee: Client, home: Government, winners: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    award_round = make_decided_round([f"Tim {number}" for number in range(winners)], home)
    make_series(home)
    make_signatory(home)

    with django_assert_num_queries(19):
        committee.get(reverse("certificates:issue", args=[award_round.pk]))
