"""The page of one published ranking, and the public ones where the government allows it."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.common import files
from portal.common.history import events_of
from portal.common.policy import Role
from scorecards.entries.models import EvidenceLink
from scorecards.rankings.models import PublicRankings, Snapshot
from scorecards.rankings.services.opening import open_rankings
from tests.factories import make_member
from tests.scorecards.rankings.helpers import leader_of, make_city
from tests.scorecards.rankings.publishing import City, make_ready_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    """A city whose ranking can be published."""
    return make_ready_city()


def page_of(client: Client, snapshot: Snapshot, query: str = "") -> str:
    answer = client.get(reverse("rankings:snapshot-page", args=[snapshot.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode().replace("<wbr>", "")


def public_address(snapshot: Snapshot) -> str:
    return reverse("rankings-public:ranking", args=[snapshot.government.code, snapshot.number])


def allow(city: City, *, is_allowed: bool = True) -> None:
    government = city.cycle.government
    open_rankings(government=government, is_allowed=is_allowed, reason="Keterbukaan.", by=leader_of(government))


def rot(snapshot: Snapshot) -> None:
    with files.open_file(snapshot.sha256) as stream:
        Path(str(stream.name)).write_bytes(b"{}")


class TestPage:
    """One published ranking, from its file."""

    def test_it_shows_ranks_chain_edition_and_hashes(self, city: City, client: Client) -> None:
        first, second, third = city.publish(), city.publish(), city.publish()
        client.force_login(leader_of(city.cycle.government))

        page = page_of(client, second)

        for said in (second.sha256, first.sha256, city.cycle.edition.sha256, "Dinas A", str(city.evaluator)):
            assert said in page
        for other in (first, third):
            assert reverse("rankings:snapshot-page", args=[other.pk]) in page
        assert page.index("Dinas A") < page.index("Dinas B") < page.index("Dinas C")

    def test_within_a_peer_group_its_own_ranks_stand(self, city: City, client: Client) -> None:
        government = city.cycle.government
        group = government.peer_groups.create(code="selain-a", name="Selain A")
        group.units.set(government.units.filter(name__in=["Dinas B", "Dinas C"]))
        snapshot = city.publish()
        client.force_login(city.evaluator)

        page = page_of(client, snapshot, "?kelompok=selain-a")

        assert "Selain A" in page
        assert "Dinas A" not in page
        address = reverse("rankings:snapshot-page", args=[snapshot.pk])
        assert client.get(f"{address}?kelompok=lain").status_code == 404

    def test_any_other_of_the_instrument_can_be_chosen(self, city: City, client: Client) -> None:
        first, _, third = city.publish(), city.publish(), city.publish()
        client.force_login(city.evaluator)
        address = reverse("rankings:compare", args=[third.pk])

        chosen = client.get(address, {"dengan": "1"})
        assert chosen["Location"] == reverse("rankings:comparison", args=[third.pk, first.pk])
        for unknown in ("9", "x", "9" * 30, ""):
            assert client.get(address, {"dengan": unknown})["Location"] == reverse(
                "rankings:snapshot-page", args=[third.pk]
            )

    def test_a_damaged_file_is_said_and_nothing_of_it_is_shown(self, city: City, client: Client) -> None:
        first, second = city.publish(), city.publish()
        rot(first)
        client.force_login(city.evaluator)

        for address in (
            reverse("rankings:snapshot-page", args=[first.pk]),
            reverse("rankings:snapshot", args=[first.pk]),
            reverse("rankings:comparison", args=[second.pk, first.pk]),
        ):
            answer = client.get(address)
            assert answer.status_code == 500
            assert "Berkas yang disimpan rusak" in answer.content.decode()
            assert "Dinas A" not in answer.content.decode()

    def test_another_city_does_not_find_it(self, city: City, client: Client) -> None:
        snapshot = city.publish()
        government, _ = make_city(1, is_home=False)
        client.force_login(make_member(Role.EVALUATOR, government))

        assert client.get(reverse("rankings:snapshot-page", args=[snapshot.pk])).status_code == 404
        assert client.get(reverse("rankings:compare", args=[snapshot.pk])).status_code == 404

    def test_a_longer_chain_costs_no_more_queries(
        self, city: City, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        snapshots = [city.publish() for _ in range(3)]
        client.force_login(city.evaluator)
        address = reverse("rankings:snapshot-page", args=[snapshots[1].pk])
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for _ in range(3):
            city.publish()

        with django_assert_num_queries(len(few)):
            client.get(address)


class TestPublic:
    """Who is not signed in."""

    def test_without_the_choice_it_is_as_unknown_as_what_does_not_exist(self, city: City, client: Client) -> None:
        snapshot = city.publish()
        addresses = [public_address(snapshot), "/publik/peringkat/99.99/1/", "/publik/peringkat/99.99/9999999999999/"]

        answers = [client.get(address) for address in addresses]

        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert "Dinas A" not in answers[0].content.decode()
        assert public_address(snapshot) not in client.get(reverse("rankings-public:index")).content.decode()

    def test_allowed_it_shows_ranks_totals_and_hash(self, city: City, client: Client) -> None:
        snapshot = city.publish()
        allow(city)

        listed = client.get(reverse("rankings-public:index")).content.decode()
        answer = client.get(public_address(snapshot))
        page = answer.content.decode().replace("<wbr>", "")

        assert public_address(snapshot) in listed
        assert snapshot.sha256 in page
        for rank in snapshot.ranks.select_related("scorecard__unit").exclude(rank=None):
            assert str(rank.scorecard.unit) in page
            assert f"{rank.total:.2f}".replace(".", ",") in page
        assert not answer.cookies

    def test_it_tells_no_person_no_evidence_and_no_answer(self, city: City, client: Client) -> None:
        snapshot = city.publish()
        allow(city)

        page = client.get(public_address(snapshot)).content.decode()

        evidence = [link.revision.file.sha256 for link in _evidence(city)]
        assert evidence
        for secret in (str(city.evaluator), city.evaluator.username, "Renja 2025", "1.a", *evidence):
            assert secret not in page
        for address in ("rankings:snapshot", "rankings:snapshot-page"):
            assert client.get(reverse(address, args=[snapshot.pk])).status_code == 302

    def test_taken_back_it_is_not_found_again(self, city: City, client: Client) -> None:
        snapshot = city.publish()
        allow(city)
        allow(city, is_allowed=False)

        assert client.get(public_address(snapshot)).status_code == 404

    def test_a_damaged_file_is_said(self, city: City, client: Client) -> None:
        snapshot = city.publish()
        allow(city)
        rot(snapshot)

        answer = client.get(public_address(snapshot))

        assert answer.status_code == 500
        assert "Dinas A" not in answer.content.decode()

    def test_the_verifier_is_there(self, client: Client) -> None:
        assert client.get(reverse("rankings-public:verifier")).content.startswith(b"#!/usr/bin/env python3\n")

    def test_a_longer_list_costs_no_more_queries(
        self, city: City, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        city.publish()
        allow(city)
        address = reverse("rankings-public:index")
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for _ in range(3):
            city.publish()

        with django_assert_num_queries(len(few)):
            client.get(address)


class TestOpening:
    """The leadership chooses, with a reason."""

    def test_it_opens_and_closes_with_reasons_that_stay(self, city: City, client: Client) -> None:
        leader = leader_of(city.cycle.government)
        client.force_login(leader)
        address = reverse("rankings:opening")

        client.post(address, {"allow": "1", "reason": "Keputusan rapat."})
        assert PublicRankings.objects.get().is_allowed
        page = client.post(address, {"allow": "0", "reason": "Ditinjau ulang."}, follow=True).content.decode()

        assert not PublicRankings.objects.get().is_allowed
        assert "Keputusan rapat." in page
        assert "Ditinjau ulang." in page
        assert str(leader) in page
        assert events_of("rankings", "PublicRankings").count() == 2

    def test_without_a_reason_nothing_changes(self, city: City, client: Client) -> None:
        client.force_login(leader_of(city.cycle.government))

        assert client.post(reverse("rankings:opening"), {"allow": "1", "reason": "  "}).status_code == 422
        assert not PublicRankings.objects.exists()

    def test_only_the_leadership_chooses(self, city: City, client: Client) -> None:
        for user in (city.evaluator, make_member(Role.ADMIN, city.cycle.government)):
            client.force_login(user)
            assert client.post(reverse("rankings:opening"), {"allow": "1", "reason": "x"}).status_code == 403

    def test_it_holds_for_the_own_city_only(self, city: City, client: Client) -> None:
        snapshot = city.publish()
        government, _ = make_city(1, is_home=False)
        client.force_login(leader_of(government))
        client.post(reverse("rankings:opening"), {"allow": "1", "reason": "Keterbukaan."})
        client.logout()

        assert client.get(public_address(snapshot)).status_code == 404


def _evidence(city: City) -> list[EvidenceLink]:
    links = EvidenceLink.objects.filter(entry__scorecard__cycle=city.cycle)
    return list(links.select_related("revision__file"))
