"""The page of published snapshots: who sees, publishes and downloads what."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.common.policy import Role
from scorecards.entries.models import Cycle, Mark
from scorecards.rankings.models import Snapshot
from scorecards.rankings.services.snapshots import content_of
from tests.factories import make_member
from tests.scorecards.rankings.helpers import (
    leader_of,
    make_city,
)
from tests.scorecards.rankings.publishing import City, make_ready_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    """A city whose ranking can be published."""
    return make_ready_city()


class TestPages:
    """Who sees and does what."""

    def test_the_evaluator_publishes_and_downloads(self, city: City, client: Client) -> None:
        client.force_login(city.evaluator)

        answer = client.post(reverse("rankings:publish", args=[city.cycle.pk]), follow=True)
        snapshot = Snapshot.objects.get()
        file = client.get(reverse("rankings:snapshot", args=[snapshot.pk]))

        assert snapshot.sha256 in answer.content.decode().replace("<wbr>", "")
        assert file.content == content_of(snapshot)
        assert f"peringkat-1-sakip-{city.cycle.period}.json" in file["Content-Disposition"]

    def test_before_the_release_the_answer_says_so_and_the_cycle_is_not_listed(
        self, city: City, client: Client
    ) -> None:
        Cycle.objects.filter(pk=city.cycle.pk).update(marks_released_at=None)
        client.force_login(city.evaluator)
        url = reverse("rankings:publish", args=[city.cycle.pk])

        assert url not in client.get(reverse("rankings:snapshots")).content.decode()
        assert client.post(url).status_code == 409
        assert not Snapshot.objects.exists()

    def test_the_leader_reads_and_publishes_nothing(self, city: City, client: Client) -> None:
        snapshot = city.publish()
        client.force_login(leader_of(city.cycle.government))
        url = reverse("rankings:publish", args=[city.cycle.pk])
        page = client.get(reverse("rankings:snapshots")).content.decode().replace("<wbr>", "")

        assert snapshot.sha256 in page
        assert url not in page
        assert client.post(url).status_code == 403
        assert client.get(reverse("rankings:snapshot-verifier")).content.startswith(b"#!/usr/bin/env python3\n")

    def test_another_city_finds_none_of_it(self, city: City, client: Client) -> None:
        snapshot = city.publish()
        government, _ = make_city(1, is_home=False)
        client.force_login(make_member(Role.EVALUATOR, government))

        assert client.get(reverse("rankings:snapshot", args=[snapshot.pk])).status_code == 404
        assert client.post(reverse("rankings:publish", args=[city.cycle.pk])).status_code == 404
        assert snapshot.sha256[:32] not in client.get(reverse("rankings:snapshots")).content.decode()

    def test_a_longer_list_costs_no_more_queries(
        self, city: City, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        city.publish()
        client.force_login(city.evaluator)
        url = reverse("rankings:snapshots")
        with CaptureQueriesContext(connection) as few:
            client.get(url)
        for _ in range(3):
            city.publish()

        with django_assert_num_queries(len(few)):
            client.get(url)


class TestComparison:
    """Why the ranking changed between two files."""

    def compare(self, client: Client, first: Snapshot, second: Snapshot) -> str:
        answer = client.get(reverse("rankings:comparison", args=[first.pk, second.pk]))
        assert answer.status_code == 200
        return answer.content.decode()

    def test_a_correction_is_told_with_its_criterion_and_the_ranks_it_would_bring(
        self, city: City, client: Client
    ) -> None:
        first = city.publish()
        second_unit = city.cycle.scorecards.order_by("pk")[1]
        marks = Mark.objects.filter(entry__scorecard=second_unit, party=Mark.Party.EVALUATOR, entry__node__code="1.a")
        assert marks.update(level="AA") == 1
        second = city.publish()
        client.force_login(leader_of(city.cycle.government))

        page = self.compare(client, first, second)
        assert "1.a CC → AA" in page
        assert "koreksi evaluator" in page
        assert "1.a CC → AA" in self.compare(client, second, first)
        assert (
            reverse("rankings:comparison", args=[second.pk, first.pk])
            in client.get(reverse("rankings:snapshots")).content.decode()
        )

    def test_nothing_moved_and_another_city_finds_nothing(self, city: City, client: Client) -> None:
        first, second = city.publish(), city.publish()
        client.force_login(city.evaluator)
        assert "Tidak ada yang bergeser" in self.compare(client, first, second)

        government, _ = make_city(1, is_home=False)
        client.force_login(make_member(Role.EVALUATOR, government))
        url = reverse("rankings:comparison", args=[first.pk, second.pk])
        assert client.get(url).status_code == 404
