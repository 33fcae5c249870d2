"""One city with one unit, its people, and SAKIP opened for it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from portal.accounts.models import User
from portal.common import work
from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.entries.models import Cycle, Entry, Mark, Scorecard
from tests import factories
from tests.scorecards.entries.helpers import open_sakip


@dataclass
class World:
    """Who and what a test is about; `other` is the operator of another unit."""

    city: Government
    unit: Unit
    other_unit: Unit
    operator: User
    head: User
    other: User
    evaluator: User
    leader: User
    cycle: Cycle
    scorecard: Scorecard

    def entry(self, code: str) -> Entry:
        """Return the unit's entry of a node."""
        return Entry.objects.select_related("node").get(scorecard=self.scorecard, node__code=code)

    def mark(self, code: str, party: str = Mark.Party.UNIT) -> Mark | None:
        """Return a party's mark of a node."""
        return Mark.objects.filter(entry__scorecard=self.scorecard, entry__node__code=code, party=party).first()


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
def world(db: None) -> World:
    return make_world()


def make_world() -> World:
    """Build the world of these tests."""
    city = factories.make_government(name="Kota Uji", is_home=True)
    unit = factories.make_unit(city, name="Dinas Kesehatan")
    other_unit = factories.make_unit(city, name="Dinas Sosial")
    cycle = open_sakip([unit, other_unit])
    return World(
        city=city,
        unit=unit,
        other_unit=other_unit,
        operator=factories.make_member(Role.OPERATOR, unit),
        head=factories.make_member(Role.HEAD, unit),
        other=factories.make_member(Role.OPERATOR, other_unit),
        evaluator=factories.make_member(Role.EVALUATOR, city),
        leader=factories.make_member(Role.LEADER, city),
        cycle=cycle,
        scorecard=cycle.scorecards.get(unit=unit),
    )
