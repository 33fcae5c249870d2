"""Actions as their pages, plans and worklists show them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from portal.common.policy import Role
from portal.common.statuses import STATUSES
from scorecards.actions.models import Action, Helper, Progress, Recommendation, RecommendationQuerySet
from scorecards.actions.themes import themes_of
from scorecards.domain import action_plan
from scorecards.domain.action_plan import QUARTERS, Completeness, Implementation, Planned

if TYPE_CHECKING:
    from portal.units.models import Government

PLAN_WORDS = "rencanaaksi"
PLAN_KINDS = (Action.Kind.RB_GENERAL, Action.Kind.RB_THEMATIC)
FIELDS = ("output", "indicator", "measure", "targets", "total", "budget", "coordinator")
"""What a row of a rencana aksi has to say, beside title and owner, which none is without."""


@dataclass(frozen=True)
class Row:
    """One action in a list."""

    action: Action
    planned: Planned
    today: date

    @property
    def percent(self) -> Decimal | None:
        """Return how far it is, None where that cannot be measured."""
        return action_plan.percent_done(self.planned)

    @property
    def realised(self) -> Decimal | None:
        """Return what the quarters come to."""
        return action_plan.combined(self.planned.realised, adds_up=self.planned.adds_up)

    @property
    def is_late(self) -> bool:
        """Return whether it should be finished by now."""
        return self.action.status in OPEN and self.action.due_date < self.today

    @property
    def state(self) -> str:
        """Return the code of its state in portal.common.statuses."""
        return "late" if self.is_late else STATES[self.action.status]

    @property
    def is_over(self) -> bool:
        """Return whether nothing is to be done any more."""
        return self.action.status not in OPEN


@dataclass(frozen=True)
class Part:
    """One part of the RB plan: General, or one theme."""

    code: str
    name: str
    completeness: Completeness
    implementation: Implementation

    @property
    def gaps(self) -> list[str]:
        """Return what is missing, in words."""
        found = self.completeness
        words = []
        if found.rows_short:
            words.append(
                _("%(rows)s of at least %(fewest)s rows") % {"rows": found.rows, "fewest": action_plan.FEWEST_ROWS}
            )
        missing = _("%(field)s missing in %(n)s rows")
        words += [missing % {"field": field_name(name), "n": n} for name, n in found.lacking]
        return words


HEADS = (Role.HEAD,)
OPEN = (Action.Status.PLANNED, Action.Status.RUNNING)
STATES: dict[str, str] = {
    Action.Status.PLANNED: "planned",
    Action.Status.RUNNING: "in_progress",
    Action.Status.DONE: "done",
    Action.Status.DROPPED: "dropped",
}
"""Status of an action -> code in portal.common.statuses."""


def state_label(code: str) -> str:
    """Return a state in words."""
    return str(STATUSES[code].label)


def field_name(name: str) -> str:
    """Return what a field of the plan is called on screen."""
    return {
        "output": _("output"),
        "indicator": _("output indicator"),
        "measure": _("unit of measure"),
        "targets": _("quarterly targets"),
        "total": _("total target"),
        "budget": _("budget"),
        "coordinator": _("coordinator"),
    }[name]


def targets_of(action: Action) -> dict[int, Decimal | None]:
    """Return the targets by quarter."""
    return {quarter: getattr(action, f"target_q{quarter}") for quarter in QUARTERS}


def planned_of(action: Action, progress: Iterable[Progress]) -> Planned:
    """Return an action as arithmetic sees it."""
    realised = {row.quarter: row.value for row in progress}
    return Planned(
        part=action.theme or action.kind,
        targets=targets_of(action),
        total=action.target_total,
        realised=realised,
        adds_up=action.adds_up,
        is_done=action.is_settled,
        missing=frozenset(missing_of(action)),
    )


def missing_of(action: Action) -> list[str]:
    """Return which fields of the plan are still empty."""
    given: dict[str, object] = {
        "output": action.output,
        "indicator": action.indicator,
        "measure": action.measure,
        "targets": all(value is not None for value in targets_of(action).values()),
        "total": action.target_total is not None,
        "budget": action.budget is not None,
        "coordinator": action.coordinator_id,
    }
    return [name for name in FIELDS if not given[name]]


def status_of(planned: Planned) -> Action.Status:
    """Return the status that follows from what was reported."""
    if planned.is_done or action_plan.reaches_total(planned):
        return Action.Status.DONE
    reported = any(value is not None for value in planned.realised.values())
    return Action.Status.RUNNING if reported else Action.Status.PLANNED


def with_everything(actions: QuerySet[Action]) -> QuerySet[Action]:
    """Read along what lists and pages show, in two more queries."""
    related = actions.select_related("unit", "coordinator", "node", "recommendation__node", "meeting")
    return related.prefetch_related(
        Prefetch("progress", Progress.objects.order_by("quarter")),
        Prefetch("helpers", Helper.objects.select_related("unit").order_by("pk")),
    )


def rows_of(actions: Iterable[Action], today: date) -> list[Row]:
    """Return actions as rows; give them `with_everything`."""
    return [Row(action, planned_of(action, action.progress.all()), today) for action in actions]


def plan_parts(government: "Government", score_year: int) -> list[Part]:
    """Return the parts of a year's RB plan: General first, then each theme of the year; two queries."""
    rows: dict[str, list[Planned]] = defaultdict(list)
    actions = Action.objects.filter(government=government, score_year=score_year, kind__in=PLAN_KINDS)
    for action in actions.exclude(status=Action.Status.DROPPED).prefetch_related("progress").order_by("pk"):
        rows[action.theme].append(planned_of(action, action.progress.all()))
    names = {"": str(Action.Kind.RB_GENERAL.label), **themes_of(score_year).names}
    names |= {code: code for code in rows if code not in names}
    return [_part(code, name, rows[code]) for code, name in names.items()]


def parts_judged_by(indicator: str, government: "Government", score_year: int) -> list[Part]:
    """Return the parts of the plan that an RB indicator speaks of by its name: General, or the theme that it names.

    Names of themes differ in punctuation from document to document, so only letters are compared.
    """
    name = _letters(indicator)
    themes = themes_of(score_year).names
    wanted = {code for code, theme in themes.items() if _letters(theme) in name}
    if PLAN_WORDS in name:
        wanted.add("")
    return [part for part in plan_parts(government, score_year) if part.code in wanted] if wanted else []


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.lower()))


def _part(code: str, name: str, planned: list[Planned]) -> Part:
    return Part(code, name, action_plan.completeness(planned, FIELDS), action_plan.implementation(planned))


@dataclass(frozen=True)
class Filters:
    """What a list of actions is narrowed to."""

    score_year: int | None = None
    kind: str = ""
    theme: str = ""
    unit: int | None = None
    mine: frozenset[int] | None = None
    state: str = ""
    words: str = ""


def filtered(actions: QuerySet[Action], by: Filters, today: date) -> QuerySet[Action]:
    """Narrow a list of actions; order: unfinished first, then by due date."""
    exact = {"score_year": by.score_year, "kind": by.kind, "theme": by.theme, "unit": by.unit}
    actions = actions.filter(**{name: value for name, value in exact.items() if value})
    if by.mine is not None:
        contributing = Helper.objects.filter(unit__in=by.mine).values("action")
        own = Q(unit__in=by.mine) | Q(coordinator__in=by.mine) | Q(pk__in=contributing)
        actions = actions.filter(own)
    if by.state == "late":
        actions = actions.filter(status__in=OPEN, due_date__lt=today)
    elif by.state == "open":
        actions = actions.filter(status__in=OPEN)
    elif by.state in Action.Status.values:
        actions = actions.filter(status=by.state)
    for word in by.words.split()[:6]:
        actions = actions.filter(Q(title__icontains=word) | Q(output__icontains=word) | Q(indicator__icontains=word))
    return actions.order_by("due_date", "pk")


@dataclass(frozen=True)
class Followed:
    """A recommendation with what is done about it."""

    recommendation: Recommendation
    actions: list[Row]

    @property
    def state(self) -> str:
        """Return the code of its state in portal.common.statuses."""
        if self.recommendation.closed_at is not None:
            return "closed_case"
        live = [row for row in self.actions if row.action.status != Action.Status.DROPPED]
        if not live:
            return "no_follow_up"
        if all(row.action.status == Action.Status.DONE for row in live):
            return "done"
        return "late" if any(row.is_late for row in live) else "in_progress"


def followed(recommendations: QuerySet[Recommendation], today: date) -> list[Followed]:
    """Return recommendations with their actions, in a bounded number of queries."""
    actions = with_everything(Action.objects.order_by("due_date", "pk"))
    rows = recommendations.select_related("unit", "node__edition__instrument", "created_by").prefetch_related(
        Prefetch("actions", actions)
    )
    return [Followed(row, rows_of(row.actions.all(), today)) for row in rows]


def at_place(
    recommendations: RecommendationQuerySet,
    *,
    unit_id: int,
    instrument_id: int,
    code: str,
    score_year: int,
    today: date,
) -> list[Followed]:
    """Return what was recommended to a unit at a node this year, and what is still open of earlier years."""
    here = recommendations.filter(
        unit=unit_id, node__edition__instrument=instrument_id, node__code=code, score_year__lte=score_year
    )
    open_before = here.still_open().filter(published_at__isnull=False, score_year__lt=score_year)
    rows = here.filter(Q(score_year=score_year) | Q(pk__in=open_before.values("pk")))
    return followed(rows.order_by("score_year", "pk"), today)
