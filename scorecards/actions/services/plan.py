"""Writing and changing the plan of an action."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from portal.units.models import Government, Unit
from scorecards.actions import telling
from scorecards.actions.errors import Closed, ForeignUnit, NotYetReleased, ReasonRequired, Stale, UnknownTheme
from scorecards.actions.models import Action, Helper, Meeting, Recommendation
from scorecards.actions.selectors import planned_of, status_of
from scorecards.actions.themes import themes_of
from scorecards.domain.action_plan import QUARTERS
from scorecards.editions.models import Node

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class ActionPlan:
    """Everything that is planned about one action."""

    score_year: int
    kind: Action.Kind
    title: str
    unit: Unit
    due_date: date
    output: str = ""
    indicator: str = ""
    measure: str = ""
    adds_up: bool = True
    targets: Mapping[int, Decimal | None] = field(default_factory=dict)
    target_total: Decimal | None = None
    budget: Decimal | None = None
    coordinator: Unit | None = None
    contributors: tuple[Unit, ...] = ()
    node: Node | None = None
    theme: str = ""
    recommendation: Recommendation | None = None


@transaction.atomic
def create(
    *,
    government: Government,
    plan: ActionPlan,
    by: "User",
    meeting: Meeting | None = None,
    decision_key: UUID | None = None,
    is_told: bool = True,
) -> Action:
    """Write an action down and tell the unit that carries it out, and those that help.

    `meeting` decided on it; changing the plan later does not take the promise away from the meeting. Who writes many
    at once tells of them together, by `telling.assigned_together`, and says here that nobody `is_told`.
    """
    _check(government, plan)
    action = Action.objects.create(
        government=government,
        created_by=by,
        changed_by=by,
        meeting=meeting,
        decision_key=decision_key,
        **_columns(plan),
    )
    _set_contributors(action, plan.contributors)
    if is_told:
        telling.assigned(action, plan.contributors, by=by)
    return action


@transaction.atomic
def update(*, action_id: int, plan: ActionPlan, version: int, by: "User") -> Action:
    """Change the plan as it stood at `version`; Stale when somebody changed it meanwhile, and nothing is changed."""
    action = _locked(action_id)
    if action.version != version:
        raise Stale
    _check(action.government, plan)
    before = {action.unit_id, *action.helpers.values_list("unit", flat=True)}
    for name, value in _columns(plan).items():
        setattr(action, name, value)
    _set_contributors(action, plan.contributors)
    _save(action, by)
    if {plan.unit.pk, *(unit.pk for unit in plan.contributors)} - before:
        telling.assigned(action, plan.contributors, by=by)
    return action


@transaction.atomic
def drop(*, action_id: int, reason: str, by: "User") -> Action:
    """Give an action up, with the reason; what was reported stays."""
    action, reason = _locked(action_id), reason.strip()
    if not reason:
        raise ReasonRequired
    action.status, action.dropped_reason, action.is_settled = Action.Status.DROPPED, reason, False
    _save(action, by)
    return action


@transaction.atomic
def take_up(*, action_id: int, by: "User") -> Action:
    """Take a dropped or settled action up again; its status follows from what was reported."""
    action = _locked(action_id)
    action.status, action.dropped_reason, action.is_settled = Action.Status.PLANNED, "", False
    _save(action, by)
    return action


@transaction.atomic
def settle(*, action_id: int, by: "User") -> Action:
    """Say that an action is done, for one whose figures cannot say it."""
    action = _locked(action_id)
    if action.status == Action.Status.DROPPED:
        raise Closed
    action.is_settled = True
    _save(action, by)
    return action


@transaction.atomic
def postpone(*, action_id: int, due_date: date, by: "User") -> Action:
    """Give an action another day; the same day is no change."""
    action = _locked(action_id)
    if action.due_date != due_date:
        action.due_date = due_date
        _save(action, by)
    return action


def _locked(action_id: int) -> Action:
    return Action.objects.select_for_update(of=("self",)).select_related("government").get(pk=action_id)


def _save(action: Action, by: "User") -> None:
    """Save with a new version; unless it was dropped, the status follows from what was reported."""
    if action.status != Action.Status.DROPPED:
        action.status = status_of(planned_of(action, action.progress.all()))
    action.version += 1
    action.changed_by = by
    action.save()


def _check(government: Government, plan: ActionPlan) -> None:
    units = [plan.unit, *plan.contributors, *([plan.coordinator] if plan.coordinator else [])]
    if any(unit.government_id != government.pk for unit in units):
        raise ForeignUnit
    is_thematic = plan.kind == Action.Kind.RB_THEMATIC
    if is_thematic != bool(plan.theme) or (is_thematic and plan.theme not in themes_of(plan.score_year).names):
        raise UnknownTheme
    origin = plan.recommendation
    if origin is not None and (origin.government_id != government.pk or origin.unit_id not in (None, plan.unit.pk)):
        raise ForeignUnit
    if origin is not None and origin.published_at is None:
        raise NotYetReleased


def _columns(plan: ActionPlan) -> dict[str, object]:
    """Return the plan as the columns of its row."""
    names = ("score_year", "kind", "title", "unit", "due_date", "output", "indicator", "measure", "adds_up")
    more = ("target_total", "budget", "coordinator", "node", "theme", "recommendation")
    columns = {name: getattr(plan, name) for name in (*names, *more)}
    return columns | {f"target_q{quarter}": plan.targets.get(quarter) for quarter in QUARTERS}


def _set_contributors(action: Action, units: Iterable[Unit]) -> None:
    wanted = {unit.pk for unit in units} - {action.unit_id}
    action.helpers.exclude(unit__in=wanted).delete()
    known = set(action.helpers.values_list("unit", flat=True))
    Helper.objects.bulk_create(Helper(action=action, unit_id=unit) for unit in sorted(wanted - known))
