"""The world of entries, for batches too; and a scorecard whose answers are numbers."""

import pytest

from portal.common.policy import Role
from scorecards.entries.models import Cycle, Scorecard
from scorecards.entries.services import open_cycle
from tests import factories
from tests.scorecards.entries.conftest import World, _ranking_registered, world
from tests.scorecards.entries.helpers import open_sakip, usual_windows
from tests.scorecards.imports.tables import Past

__all__ = ["_ranking_registered", "world"]


@pytest.fixture
def numeric(world: World) -> Scorecard:
    """A scorecard whose answers are numbers: PEKPPP, thirty indicators from 0 to 5 and a survey."""
    cycle = open_cycle(
        government=world.city,
        period=factories.make_period(2025),
        edition=factories.make_edition("pekppp/2022"),
        subject=Cycle.Subject.LOKUS,
        units=[world.unit],
        windows=usual_windows(),
    )
    return cycle.scorecards.get()


@pytest.fixture
def past(world: World) -> Past:
    cycle = open_sakip([world.unit, world.other_unit], score_year=2024, windows={})
    admin = factories.make_member(Role.ADMIN, world.city)
    return Past(cycle, admin, cycle.scorecards.get(unit=world.unit), cycle.scorecards.get(unit=world.other_unit))
