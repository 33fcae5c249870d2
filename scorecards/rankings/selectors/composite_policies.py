"""The weights that a city set so far, and what others would change."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portal.units.models import Government, Unit
from scorecards.domain.composite import THIRDS, day_of_policy
from scorecards.editions.models import Instrument
from scorecards.entries.models import CITY_READERS, Cycle
from scorecards.rankings.models import CompositePolicy
from scorecards.rankings.selectors.composite import Gathered, Policy, gather, policy_of

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Move:
    """A unit's rank by the weights that hold, and by others; None is pending."""

    unit: Unit
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Effect:
    """What other weights do to the composite of one score year: all units, in their new order."""

    year: int
    moves: tuple[Move, ...]

    @property
    def moved(self) -> int:
        """Return how many units come to another rank, or gain or lose one."""
        return sum(move.before != move.after for move in self.moves)


def policies_of(government: Government) -> list[CompositePolicy]:
    """Return the weights that a government set, those that hold longest last; one query."""
    rows = CompositePolicy.objects.filter(government=government)
    return list(rows.select_related("set_by").order_by("-valid_from"))


def instruments_of(government: Government, policies: list[CompositePolicy]) -> list[Instrument]:
    """Return what a composite can be made of: what units were evaluated by, the usual three, what was weighed."""
    cycles = Cycle.objects.filter(government=government).exclude(subject=Cycle.Subject.GOVERNMENT)
    codes = {*THIRDS, *cycles.values_list("edition__instrument__code", flat=True)}
    codes.update(code for one in policies for code in one.weights)
    usual = list(THIRDS)
    found = Instrument.objects.filter(code__in=codes).order_by("code")
    return sorted(found, key=lambda one: usual.index(one.code) if one.code in usual else len(usual))


def effects_of(government: Government, policy: Policy, user: "User", today: date) -> list[Effect]:
    """Return what weights would change in each score year for which they would hold, newest first.

    Whoever leads or evaluates the city sees it over all cycles; others over those whose marks are released, which
    every unit reads.
    """
    by_year: dict[int, list[Cycle]] = defaultdict(list)
    for cycle in _cycles(government, user):
        by_year[cycle.period.score_year].append(cycle)
    found, starts = [], policy.since or today
    for year, cycles in sorted(by_year.items(), reverse=True):
        period = cycles[0].period
        day = day_of_policy(period.announced_year, max(today, starts))
        held = policy_of(government.pk, day)
        if starts > day or (held.since is not None and held.since > starts):
            continue
        found.append(Effect(year, _moves(gather(cycles, held), gather(cycles, policy))))
    return found


def _cycles(government: Government, user: "User") -> list[Cycle]:
    rows = Cycle.objects.filter(government=government).exclude(subject=Cycle.Subject.GOVERNMENT)
    if government.pk not in user.governments_as(*CITY_READERS):
        rows = rows.filter(marks_released_at__isnull=False)
    found = rows.select_related("edition__instrument", "period").order_by("edition__code", "pk")
    return sorted(found, key=lambda cycle: cycle.subject != Cycle.Subject.UNITS)


def _moves(before: Gathered, after: Gathered) -> tuple[Move, ...]:
    held = {row.unit: row.place.rank for row in before.rows}
    moves = [Move(row.unit, held.pop(row.unit, None), row.place.rank) for row in after.rows]
    return (*moves, *(Move(unit, rank, None) for unit, rank in held.items()))
