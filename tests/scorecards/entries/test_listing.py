"""Finding scorecards in a city's long list."""

import pytest
from django.test import Client
from django.urls import reverse

from scorecards.entries.listing import Wanted
from scorecards.entries.models import Scorecard
from tests import factories
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import open_sakip


@pytest.fixture
def leader(world: World) -> Client:
    open_sakip([world.unit], score_year=2024)
    client = Client()
    client.force_login(world.leader)
    return client


def titles(client: Client, **address: str) -> list[tuple[str, int]]:
    cards = client.get(reverse("entries:index"), address).context["cards"]
    return [(card["scorecard"].unit.name, card["scorecard"].cycle.period.score_year) for card in cards]


def test_everything_is_listed_without_filters(leader: Client) -> None:
    assert titles(leader) == [("Dinas Kesehatan", 2025), ("Dinas Sosial", 2025), ("Dinas Kesehatan", 2024)]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ({"tahun": "2024"}, [("Dinas Kesehatan", 2024)]),
        ({"cari": "sos"}, [("Dinas Sosial", 2025)]),
        ({"cari": "kesehatan dinas", "tahun": "2025"}, [("Dinas Kesehatan", 2025)]),
        ({"status": "submitted"}, []),
        ({"evaluasi": "pekppp"}, []),
        ({"tahun": "20245"}, []),
        ({"tahun": "²025"}, []),
    ],
)
def test_filters_narrow_the_list(leader: Client, address: dict[str, str], found: list[tuple[str, int]]) -> None:
    assert titles(leader, **address) == found


def test_nothing_found_says_so_and_shows_the_way_back(leader: Client) -> None:
    page = leader.get(reverse("entries:index"), {"cari": "antariksa"}).content.decode()

    assert "Tidak ada kartu skor yang cocok" in page
    assert f'href="{reverse("entries:index")}"' in page
    assert 'value="antariksa"' in page


def test_filters_never_reach_beyond_what_one_may_see(world: World, leader: Client) -> None:
    foreign = factories.make_unit(name="Dinas Sosial Seberang")
    open_sakip([foreign], score_year=2021)

    assert titles(leader, cari="sosial") == [("Dinas Sosial", 2025)]
    assert "2021" not in [
        str(year) for year in leader.get(reverse("entries:index")).context["form"].fields["tahun"].choices
    ]


def test_an_empty_wish_is_everything() -> None:
    assert Wanted.of({"cari": "  "}).is_everything
    assert not Wanted.of({"cari": "x"}).is_everything
    assert Wanted.of({"status": Scorecard.Status.OPEN}).status == "open"


def test_a_unit_cannot_ask_by_status_how_its_review_goes(world: World) -> None:
    Scorecard.objects.filter(pk=world.scorecard.pk).update(status=Scorecard.Status.DECIDED)
    client = Client()
    client.force_login(world.operator)

    assert "status" not in client.get(reverse("entries:index")).context["form"].fields
    assert titles(client, status="decided") == titles(client, status="open") == []
