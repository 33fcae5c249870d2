"""Where the city stands: what authorities published, what is wanted, and, apart from both, our own estimate."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext_lazy as _

from portal.units.models import Government, PeerGroup
from scorecards.domain.numbers import round_half_up
from scorecards.domain.target import Step
from scorecards.editions.models import Instrument
from scorecards.entries.models import Cycle, Period
from scorecards.rankings.models import PublishedResult, Result, Target

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Found = TypeVar("Found")

EVALUATIONS: tuple[tuple["_StrOrPromise", tuple[str, ...]], ...] = (
    (_("Bureaucratic reform (RB)"), ("rb",)),
    (_("Performance accountability (SAKIP)"), ("sakip",)),
    (_("Public services"), ("pekppp", "ipp-kota", "opini-ombudsman", "ombudsman")),
)
"""The three evaluations of the target, and the instruments that belong to each, the first one named for it."""


@dataclass(frozen=True)
class Goal:
    """A target with the rank that is planned for today and the step that comes next."""

    target: Target
    steps: tuple[Step, ...]
    planned_now: int
    next_step: Step | None


@dataclass(frozen=True)
class Estimate:
    """Our own totals of the running cycle for the city itself; never a published value."""

    cycle: Cycle
    verified: Decimal | None
    claimed: Decimal | None
    of_lokus: int = 0


class Course(StrEnum):
    """Whether an evaluation is on its way to the target; the values are states of portal.common.statuses."""

    ON = "on_target"
    OFF = "off_target"
    UNKNOWN = "target_unknown"
    NO_TARGET = "no_target"


@dataclass(frozen=True)
class Position:
    """One evaluation: what was published (newest first), what is not known, the target, and our estimate.

    `headline` is the published result that says most: the newest with a rank, else with a value, else the newest.
    `others` are the newest result of each instrument, where that is another one. `held` is the newest published rank
    of the instrument that the target is about.
    """

    title: "_StrOrPromise"
    headline: PublishedResult | None
    others: tuple[PublishedResult, ...]
    unknown: tuple[Instrument, ...]
    goal: Goal | None
    estimate: Estimate | None
    held: PublishedResult | None = None

    @property
    def course(self) -> Course:
        """Return whether the published rank is where the plan wants it today; an estimate is no rank."""
        return course_of(self.goal, self.held)


@dataclass(frozen=True)
class TableRow:
    """One government in the table of peers; `published` is None where nothing is known."""

    government: Government
    published: PublishedResult | None


def positions_of(government: Government, today: date) -> list[Position]:
    """Return the three evaluations of the target; five queries."""
    instruments = {one.code: one for one in Instrument.objects.all()}
    published = _published(government)
    goals = {goal.target.instrument.code: goal for goal in goals_of(government, today)}
    estimates = estimates_of(government)
    found = []
    for title, codes in EVALUATIONS:
        known = [one for code in codes for one in published.get(code, ())]
        known.sort(key=lambda one: -one.period.score_year)
        headline = _headline(known)
        goal = _first(goals, codes)
        newest = [published[code][0] for code in codes if code in published]
        found.append(
            Position(
                title=title,
                headline=headline,
                others=tuple(one for one in newest if one != headline),
                unknown=tuple(instruments[code] for code in codes if code in instruments and code not in published),
                goal=goal,
                estimate=_first(estimates, codes),
                held=_held(goal, published),
            )
        )
    return found


def goals_of(government: Government, today: date) -> list[Goal]:
    """Return the newest target of each instrument, with its plan as of `today`; one query."""
    targets = Target.objects.filter(government=government).select_related("instrument", "period")
    newest: dict[str, Target] = {}
    for target in targets.order_by("period__score_year"):
        newest[target.instrument.code] = target
    return [goal_of(target, today) for target in newest.values()]


def published_path(goal: Goal) -> list[PublishedResult]:
    """Return what was published for a target's instrument up to its year, oldest first."""
    target = goal.target
    rows = PublishedResult.objects.filter(government=target.government_id, instrument=target.instrument_id)
    return list(rows.select_related("period").order_by("period__score_year"))


def table_of(group: PeerGroup, instrument: Instrument, period: Period) -> list[TableRow]:
    """Return a row for each government of a group, ranked ones first, then by value, then by name; two queries."""
    published = {
        one.government_id: one
        for one in PublishedResult.objects.filter(
            instrument=instrument, period=period, government__in=group.governments.all()
        )
    }
    rows = [TableRow(one, published.get(one.pk)) for one in group.governments.order_by("code")]
    return sorted(rows, key=_by_place)


def published_choices() -> list[tuple[Instrument, Period]]:
    """Return every instrument and year of which something is published: those of the target first, newest first."""
    rows = PublishedResult.objects.select_related("instrument", "period").order_by("instrument", "-period__score_year")
    order = [code for _title, codes in EVALUATIONS for code in codes]

    def place(choice: tuple[Instrument, Period]) -> int:
        return order.index(choice[0].code) if choice[0].code in order else len(order)

    return sorted(dict.fromkeys((row.instrument, row.period) for row in rows), key=place)


def _by_place(row: TableRow) -> tuple[int, Decimal, str]:
    rank = row.published.rank if row.published and row.published.rank else 10**6
    value = row.published.value if row.published and row.published.value is not None else Decimal(-1)
    return rank, -value, row.government.code


def _published(government: Government) -> dict[str, list[PublishedResult]]:
    """Return everything published about a government by instrument, newest first."""
    found: dict[str, list[PublishedResult]] = defaultdict(list)
    rows = PublishedResult.objects.filter(government=government).select_related("instrument", "period")
    for row in rows.order_by("-period__score_year"):
        found[row.instrument.code].append(row)
    return dict(found)


def _headline(newest_first: Sequence[PublishedResult]) -> PublishedResult | None:
    ranked = [one for one in newest_first if one.rank is not None]
    valued = [one for one in newest_first if one.value is not None]
    return next(iter([*ranked, *valued, *newest_first]), None)


def _held(goal: Goal | None, published: Mapping[str, Sequence[PublishedResult]]) -> PublishedResult | None:
    newest_first = published.get(goal.target.instrument.code, ()) if goal is not None else ()
    return next((one for one in newest_first if one.rank is not None), None)


def course_of(goal: Goal | None, held: PublishedResult | None) -> Course:
    """Return whether a published rank is where a plan wants it today."""
    if goal is None:
        return Course.NO_TARGET
    if held is None or held.rank is None:
        return Course.UNKNOWN
    return Course.ON if held.rank <= goal.planned_now else Course.OFF


def goal_of(target: Target, today: date) -> Goal:
    """Return a target with what it plans for `today`."""
    steps = target.path
    past = [step for step in steps if step.due_on <= today]
    return Goal(
        target=target,
        steps=steps,
        planned_now=past[-1].rank if past else target.start_rank,
        next_step=next((step for step in steps if step.due_on > today), None),
    )


def estimates_of(government: Government) -> dict[str, Estimate]:
    """Return our totals of each instrument's newest cycle about the city itself.

    A city's own scorecard, or for service units the mean of its lokus (PermenPANRB 29/2022). The mean of units is no
    estimate of the city's SAKIP and is not made.
    """
    cycles = Cycle.objects.filter(government=government).exclude(subject=Cycle.Subject.UNITS)
    found: dict[str, Estimate] = {}
    for cycle in cycles.select_related("edition__instrument", "period").order_by("period__score_year", "pk"):
        results = list(Result.objects.filter(cycle=cycle))
        if results:
            found[cycle.edition.instrument.code] = Estimate(
                cycle=cycle,
                # Where no mark is fixed, the verified total is a bound and no estimate.
                verified=_mean(result.verified for result in results) if any(one.decided for one in results) else None,
                claimed=_mean(result.claimed for result in results),
                of_lokus=len(results) if cycle.subject == Cycle.Subject.LOKUS else 0,
            )
    return found


def _mean(totals: Iterable[Decimal | None]) -> Decimal | None:
    known = list(totals)
    values = [Fraction(total) for total in known if total is not None]
    if not values or len(values) < len(known):
        return None
    return round_half_up(sum(values, Fraction(0)) / len(values), 2)


def _first(found: Mapping[str, Found], codes: Sequence[str]) -> Found | None:
    return next((found[code] for code in codes if code in found), None)
