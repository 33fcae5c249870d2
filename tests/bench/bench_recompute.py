"""Bringing the ranking of one city, and of many, up to date, against the loop that one would write first."""

import random
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from tests.bench.copies import copies_of
from tests.bench.database import set_up
from tests.bench.frame import Work, benchmark

if TYPE_CHECKING:
    from scorecards.entries.models import Cycle

UNITS, CITIES = 40, 109
SEED = 1971
GRADES = ("AA", "A", "BB", "B", "CC", "C", "D")


LEVELS = {"AA": 100, "A": 90, "BB": 80, "B": 70, "CC": 60, "C": 50, "D": 30, "E": 0}
POINTS = ("6", "9", "15", "6", "9", "15", "3", "4.5", "7.5", "5", "7.5", "12.5")
WEIGHTS = dict(zip((f"{part}.{letter}" for part in "1234" for letter in "abc"), map(Decimal, POINTS), strict=True))
RIVAL = "a query per scorecard and mark, verified totals and ranks only, save() per row"


@benchmark("recompute-city-40-units", rival=RIVAL)
def recomputemake_decided_city() -> tuple[Work, Work]:
    """Recompute 40 scorecards of SAKIP with all marks fixed; both sides write every row."""
    set_up()
    return _pair([make_decided_city()])


@benchmark("recompute-400000-entries", rival=RIVAL, rounds=2)
def recompute_all() -> tuple[Work, Work]:
    """Recompute that city and 108 copies of it: 400,000 entries, each city by itself as the work queue does it."""
    set_up()
    first = make_decided_city()
    return _pair([first, *copies_of(first, CITIES - 1)])


def _pair(cycles: Sequence["Cycle"]) -> tuple[Work, Work]:
    # Models may be imported only after the set-up.
    from scorecards.rankings.models import Result  # noqa: PLC0415
    from scorecards.rankings.services.recompute import recompute  # noqa: PLC0415

    def side(rank: Callable[["Cycle"], object]) -> Work:
        def work() -> object:
            Result.objects.update(rank=None)
            for cycle in cycles:
                rank(cycle)
            return list(Result.objects.order_by("scorecard").values_list("scorecard", "verified", "rank"))

        return work

    for cycle in cycles:
        recompute(cycle_id=cycle.pk)
    return side(lambda cycle: recompute(cycle_id=cycle.pk)), side(_loop)


def _loop(cycle: "Cycle") -> None:
    """Rank a cycle the way one would write it first."""
    from scorecards.domain import states  # noqa: PLC0415
    from scorecards.entries.models import Mark  # noqa: PLC0415
    from scorecards.rankings.models import Result  # noqa: PLC0415

    totals = {}
    for card in cycle.scorecards.all():
        total = Decimal(0)
        for entry in card.entries.exclude(node__kind="check"):
            if entry.state in states.DECIDED:
                mark = entry.marks.get(party=Mark.Party.EVALUATOR)
                total += WEIGHTS[entry.node.code] * LEVELS[mark.level] / 100
        totals[card.pk] = total.quantize(Decimal("0.01"), ROUND_HALF_UP)
    for key, total in totals.items():
        result = Result.objects.get(scorecard=key)
        result.verified, result.rank = total, 1 + sum(other > total for other in totals.values())
        result.save()


def make_decided_city() -> "Cycle":
    """Make forty units with all marks fixed, drawn from a fixed seed."""
    from tests.factories import make_unit, make_user  # noqa: PLC0415
    from tests.scorecards.rankings import helpers  # noqa: PLC0415

    chance = random.Random(SEED)
    government, _ = helpers.make_city(0, is_home=False)
    units = [make_unit(government) for _ in range(UNITS)]
    cycle, by = helpers.open_sakip(units), make_user()
    for unit in units:
        card = helpers.card_of(cycle, unit)
        helpers.claim(card, "AA", by=by)
        helpers.accept(card, {code: chance.choice(GRADES) for code in helpers.GRADED}, by=by)
    return cycle
