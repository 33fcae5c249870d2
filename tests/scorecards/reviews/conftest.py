"""A city in the middle of its SAKIP evaluation, and its evaluator."""

import pytest
from django.test import Client

from tests.scorecards.reviews.helpers import City, make_city


@pytest.fixture
def city(db: None) -> City:
    """A city with one unit."""
    return make_city()


@pytest.fixture
def desk(client: Client, city: City) -> Client:
    """The evaluator, signed in."""
    client.force_login(city.evaluator)
    return client
