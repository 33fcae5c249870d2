"""Cities in the middle of their SAKIP evaluation."""

from collections.abc import Callable, Iterator

import pytest

from portal.common import work
from tests.scorecards.reviews.helpers import City, make_city


@pytest.fixture(autouse=True)
def _ranking_registered() -> Iterator[None]:
    """Recomputing is the business of another app; here only the request counts."""
    known = work._registry.get("ranking")
    if known is None:
        work.register("ranking", "fast", lambda _key: None)
    yield
    if known is None:
        del work._registry["ranking"]


@pytest.fixture
def city(db: None) -> City:
    """A city with one unit."""
    return make_city()


@pytest.fixture
def city_of(db: None) -> Callable[[int], City]:
    """Return a maker of cities with so many units."""
    return make_city
