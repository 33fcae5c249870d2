"""A city whose ranking can be published."""

from dataclasses import dataclass

from django.utils import timezone

from portal.accounts.models import User
from scorecards.entries.models import Cycle
from scorecards.rankings.models import Snapshot
from scorecards.rankings.services.snapshots import publish_snapshot
from tests.scorecards.rankings.helpers import accept, card_of, claim, evaluator_of, make_city, open_sakip, prove


@dataclass(frozen=True)
class City:
    """A city whose first unit stands before the second, and whose third has no mark."""

    cycle: Cycle
    evaluator: User

    def publish(self) -> Snapshot:
        """Publish the ranking."""
        return publish_snapshot(cycle_id=self.cycle.pk, by=self.evaluator)


def make_ready_city() -> City:
    """Make the city with its marks released; nothing is published yet."""
    government, units = make_city(3)
    evaluator = evaluator_of(government)
    cycle = open_sakip(units)
    for unit, level in zip(units, ("BB", "CC"), strict=False):
        card = card_of(cycle, unit)
        claim(card, "A", by=evaluator)
        accept(card, level, by=evaluator)
    prove(card_of(cycle, units[0]), "1.a", by=evaluator)
    Cycle.objects.filter(pk=cycle.pk).update(marks_released_at=timezone.now())
    return City(cycle, evaluator)
