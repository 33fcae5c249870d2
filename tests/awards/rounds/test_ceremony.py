import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.rounds import services
from awards.rounds.models import Call, Nomination, Round
from portal.common.policy import Role
from portal.units.models import Government
from tests.awards.helpers import decide, make_category, make_committee, make_decided_round, make_open_round
from tests.factories import make_government, make_member, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Government:
    return make_government(name="Kota Sendiri", is_home=True)


@pytest.fixture
def committee(client: Client, home: Government) -> Client:
    client.force_login(make_committee(home))
    return client


def make_two(home: Government) -> Round:
    """Make a decided round of two categories."""
    award_round = make_open_round(home)
    for name, recipients in (("Tingkat SD", ["SD A", "SD B"]), ("Tingkat SMP", ["SMP A"])):
        make_category(award_round, recipients, name=name)
    decide(award_round)
    return services.lock(round_id=award_round.pk, by=make_committee(home))


def arrangement(award_round: Round, versions: int = 0) -> dict[str, object]:
    """Call the last category up first."""
    given: dict[str, object] = {}
    for place, category in enumerate(reversed(award_round.categories.all()), start=1):
        given |= {
            f"place-{category.pk}": place,
            f"presenter-{category.pk}": f"Pejabat {place}",
            f"version-{category.pk}": versions,
        }
    return given


def test_winners_are_called_up_from_the_last_place_to_the_first(committee: Client, home: Government) -> None:
    award_round = make_two(home)

    called = committee.get(reverse("rounds:ceremony", args=[award_round.pk])).context["called"]

    assert [[winner.nomination.recipient for winner in one.winners] for one in called] == [["SD B", "SD A"], ["SMP A"]]


def test_order_and_presenters_are_set_after_the_lock_and_an_older_page_writes_nothing(
    committee: Client, home: Government
) -> None:
    award_round = make_two(home)
    address = reverse("rounds:arrange", args=[award_round.pk])

    committee.post(address, arrangement(award_round))
    older = committee.post(address, arrangement(award_round))

    called = committee.get(reverse("rounds:ceremony", args=[award_round.pk])).context["called"]
    assert [(one.category.name, one.presenter) for one in called] == [
        ("Tingkat SMP", "Pejabat 1"),
        ("Tingkat SD", "Pejabat 2"),
    ]
    assert older.status_code == 409
    assert set(Call.objects.values_list("version", flat=True)) == {1}


def test_list_of_an_undecided_round_is_empty_and_is_not_arranged(committee: Client, home: Government) -> None:
    award_round = make_open_round(home)
    make_category(award_round, ["Tim Satu"])
    decide(award_round)

    page = committee.get(reverse("rounds:ceremony", args=[award_round.pk]))
    committee.post(reverse("rounds:arrange", args=[award_round.pk]), arrangement(award_round))

    assert page.context["called"] == []
    assert not Call.objects.exists()


@pytest.mark.parametrize("rounds", [1, 3])
def test_honours_stand_by_unit_and_year(
    client: Client, home: Government, rounds: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = make_unit(home, name="Dinas Kesehatan")
    for _ in range(rounds):
        award_round = make_open_round(home)
        category = make_category(award_round, [])
        services.nominate(category=category, kind=Nomination.Kind.UNIT, recipient="Dinkes", unit=unit)
        decide(award_round)
        services.lock(round_id=award_round.pk, by=make_committee(home))
    make_decided_round(["Tim Asing"])
    client.force_login(make_member(Role.LEADER, home))

    with django_assert_num_queries(6):
        page = client.get(reverse("rounds:honours"), {"tahun": "2024"})

    assert [(one.name, len(one.winners)) for one in page.context["honoured"]] == [("Dinas Kesehatan", rounds)]
