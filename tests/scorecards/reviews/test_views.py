"""The evaluator's pages, through the test client."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.scorecards.reviews.helpers import City, claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, city: City) -> Client:
    client.force_login(city.evaluator)
    return client


def test_smoke(desk: Client, city: City) -> None:
    entry = claim(city.entry("1.a"), "BB")
    for url in (reverse("reviews:queue"), reverse("reviews:progress"), reverse("reviews:release", args=[city.cycle.pk]), reverse("reviews:entry", args=[entry.pk])):
        response = desk.get(url)
        assert response.status_code == 200, url
