"""The pages that show a plan, whole: of one unit among forty, and of the city among governments."""

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.bench.bench_pages import FRAME, make_city, make_pair
from tests.bench.frame import Work, benchmark

if TYPE_CHECKING:
    from scorecards.entries.models import Scorecard

GOVERNMENTS = 7


@benchmark("plan-of-unit-page", rival=FRAME)
def plan_of_unit() -> tuple[Work, Work]:
    """Open what a unit must change, as the evaluator: SAKIP, forty units, a year before."""
    city = make_city()
    from scorecards.rankings.services.recompute import recompute  # noqa: PLC0415

    recompute(cycle_id=_card(city["scorecard"]).cycle_id)
    return make_pair(city["evaluator"], f"/peringkat/rencana/{city['scorecard']}/?sasaran=1")


@benchmark("plan-of-city-page", rival=FRAME)
def plan_of_city() -> tuple[Work, Work]:
    """Open what the city must change for the first rank among eight governments: a SAKIP scorecard of its own."""
    evaluator = make_city()["evaluator"]
    from portal.units.models import PeerGroup  # noqa: PLC0415
    from scorecards.entries.models import Cycle  # noqa: PLC0415
    from tests.factories import make_government, make_unit, make_user  # noqa: PLC0415
    from tests.scorecards.rankings import helpers, pages  # noqa: PLC0415

    government = _card(make_city()["scorecard"]).government
    cycle = helpers.open_sakip([make_unit(government)], score_year=2026)
    Cycle.objects.filter(pk=cycle.pk).update(subject=Cycle.Subject.GOVERNMENT)
    card = cycle.scorecards.get()
    helpers.claim(card, "C", by=make_user())
    card.unit = None
    card.save()
    others = [make_government() for _ in range(GOVERNMENTS)]
    PeerGroup.objects.create(code="wilayah", name="Sewilayah").governments.set([government, *others])
    for place, other in enumerate(others):
        pages.publish(other, "sakip", 2024, value=Decimal(79 - place))
    return make_pair(evaluator, "/peringkat/kota/?hasil=sakip-2024&sasaran=1")


def _card(pk: int) -> "Scorecard":
    from scorecards.entries.models import Scorecard  # noqa: PLC0415

    return Scorecard.objects.get(pk=pk)
