"""Targets in words: what differs, and what happened to one."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.common.history import Change, actor_names, actor_of, events_of
from scorecards.domain.target import TargetPlan, read_steps
from scorecards.rankings.models import Target

MOST_CHANGES = 50


def path_in_words(plan: TargetPlan) -> str:
    """Return the whole path: 8 → 7 (31 Mar 2025) → 2 (31 Dec 2025)."""
    steps = [f"{step.rank} ({date_format(step.due_on, 'j M Y')})" for step in plan.steps]
    if not plan.steps or plan.steps[-1].rank != plan.goal_rank:
        steps.append(str(plan.goal_rank))
    return " → ".join([str(plan.start_rank), *steps])


def plan_of(target: Target) -> TargetPlan:
    """Return the plan that a target holds."""
    return TargetPlan(target.start_rank, target.goal_rank, target.path)


def differences(stored: Target, plan: TargetPlan, source: str) -> list[dict[str, str]]:
    """Return the typed and the stored value of whatever differs, for components/diff.html."""
    pairs = [
        (_("Path"), path_in_words(plan), path_in_words(plan_of(stored))),
        (_("Who asked for it, and where is that written"), source, stored.source),
    ]
    return [{"name": name, "yours": mine, "stored": theirs} for name, mine, theirs in pairs if mine != theirs]


def changes(target: Target) -> list[tuple[Change, int | None]]:
    """Return each change, newest first, with the event to bring back where it is another plan; two queries."""
    rows = list(events_of("rankings", "Target").filter(pgh_obj_id=target.pk).order_by("-pgh_id")[:MOST_CHANGES])
    names = actor_names(rows)
    found = []
    for row in rows:
        plan = TargetPlan(row.start_rank, row.goal_rank, read_steps(row.steps))
        is_other = plan != plan_of(target) or row.source != target.source
        who = names.get(actor_of(row), _("data file"))
        change = Change(row.pgh_id, path_in_words(plan), who, row.pgh_created_at, row.source, "target")
        found.append((change, row.pgh_id if is_other else None))
    return found
