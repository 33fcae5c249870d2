"""The city before anything is entered: its units, an account for each role, open cycles. Nothing is answered yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.entries.models import Cycle, Scorecard
from scorecards.entries.services import open_cycle
from tests import factories
from tests.city.visitor import PASSWORD
from tests.scorecards.entries.helpers import usual_windows


@dataclass(frozen=True)
class City:
    """Cycles and who works in them."""

    government: Government
    units: Sequence[Unit]
    sakip: Cycle
    pekppp: Cycle
    rb: Cycle

    def card(self, cycle: Cycle, unit: Unit | None) -> Scorecard:
        """Return a unit's scorecard, or the city's."""
        return cycle.scorecards.get(unit=unit)


def make_city(government: Government, units: Sequence[Unit], lokus: Sequence[Unit]) -> City:
    """Give every unit an operator and a head, the city an evaluator and an administrator, and open the cycles."""
    for unit in {unit.pk: unit for unit in (*units, *lokus)}.values():
        _account(f"operator-{unit.code}", Role.OPERATOR, unit)
        _account(f"kepala-{unit.code}", Role.HEAD, unit)
    _account("evaluator", Role.EVALUATOR, government)
    _account("admin", Role.ADMIN, government)

    def opened(edition: str, subject: Cycle.Subject, whose: Sequence[Unit]) -> Cycle:
        return open_cycle(
            government=government,
            period=factories.make_period(2025),
            edition=factories.make_edition(edition),
            subject=subject,
            units=whose,
            windows=usual_windows(),
        )

    return City(
        government,
        units,
        opened("sakip/2021", Cycle.Subject.UNITS, units),
        opened("pekppp/2022", Cycle.Subject.LOKUS, lokus),
        opened("rb/2023", Cycle.Subject.GOVERNMENT, []),
    )


def _account(username: str, role: Role, at: Unit | Government) -> None:
    factories.make_membership(factories.make_user(username, password=PASSWORD), role, at)
