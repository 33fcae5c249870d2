from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.common.policy import Role
from portal.units.models import Government
from tests.awards.helpers import (
    decide,
    issue_all,
    make_category,
    make_committee,
    make_decided_round,
    make_open_round,
)
from tests.factories import make_government, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Government:
    return make_government(name="Kota Sendiri", is_home=True)


@pytest.fixture
def committee(client: Client, home: Government) -> Client:
    client.force_login(make_committee(home))
    return client


@pytest.mark.parametrize("rounds", [1, 3])
def test_list_of_rounds_needs_the_same_queries_for_one_and_three(
    committee: Client, home: Government, rounds: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rounds):
        make_decided_round(["Tim Satu", "Tim Dua"], home)

    with django_assert_num_queries(6):
        response = committee.get(reverse("rounds:index"))

    assert len(response.context["programmes"]) == rounds


@pytest.mark.parametrize("winners", [1, 3])
def test_round_needs_the_same_queries_for_one_and_three_winners(
    committee: Client, home: Government, winners: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    award_round = make_decided_round([f"Tim {number}" for number in range(winners)], home)
    issue_all(award_round)

    with django_assert_num_queries(15):
        response = committee.get(reverse("rounds:detail", args=[award_round.pk]))

    assert [len(category.winners) for category in response.context["categories"]] == [winners]


def test_round_says_what_is_missing_and_offers_no_issuing(committee: Client, home: Government) -> None:
    award_round = make_open_round(home, award_date=None)

    page = committee.get(reverse("rounds:detail", args=[award_round.pk]))

    assert [str(item.label) for item in page.context["missing"]] == [
        "Tanggal penghargaan, yang dicetak pada piagam, belum ditetapkan.",
        "Berita acara belum dicatat.",
        "Belum ada pemenang.",
        "Berita acara belum dikunci, sehingga pemenang masih dapat berubah.",
    ]
    assert reverse("certificates:issue", args=[award_round.pk]) not in page.content.decode()


def test_committee_may_issue_and_leadership_may_only_look(client: Client, home: Government) -> None:
    award_round = make_decided_round(government=home)
    issue = reverse("certificates:issue", args=[award_round.pk])
    address = reverse("rounds:detail", args=[award_round.pk])

    client.force_login(make_committee(home))
    assert issue in client.get(address).content.decode()
    client.force_login(make_member(Role.LEADER, home))
    assert issue not in client.get(address).content.decode()
    assert client.get(issue).status_code == 403


def test_round_of_another_city_is_not_found(committee: Client) -> None:
    foreign = make_decided_round()

    assert committee.get(reverse("rounds:detail", args=[foreign.pk])).status_code == 404
    assert committee.get(reverse("rounds:minutes", args=[foreign.pk])).status_code == 404
    assert committee.get(reverse("certificates:issue", args=[foreign.pk])).status_code == 404


def test_minutes_are_sent_as_a_download(committee: Client, home: Government) -> None:
    award_round = make_open_round(home)
    make_category(award_round, ["Tim Satu"])
    assert committee.get(reverse("rounds:minutes", args=[award_round.pk])).status_code == 404
    decide(award_round)

    response = committee.get(reverse("rounds:minutes", args=[award_round.pk]))

    assert response["Content-Disposition"] == 'attachment; filename="berita-acara.pdf"'
    assert response.getvalue().startswith(b"%PDF-1.7 berita acara")


def test_years_have_no_thousands_separator(committee: Client, home: Government) -> None:
    award_round = make_open_round(home, award_date=date(2025, 1, 9))

    for address in (reverse("rounds:index"), reverse("rounds:detail", args=[award_round.pk])):
        content = committee.get(address).content.decode()
        assert "Penghargaan Inovasi Daerah 2024" in content
        assert "2.024" not in content
