"""What a unit's people have to do about actions: what is late, what is due soon, what quarter nobody reported."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.worklist import Task
from portal.units.clock import end_of
from scorecards.actions.models import UNIT_ROLES, Action, Helper
from scorecards.actions.selectors import targets_of
from scorecards.domain.action_plan import QUARTERS

if TYPE_CHECKING:
    from portal.accounts.models import User

SOON = timedelta(days=14)
MOST = 5
"""So many late or soon due actions stand by themselves; the rest is one line with a link."""

QUARTER_ENDS = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}


def tasks(user: "User") -> list[Task]:
    """Return what waits for the units of an operator or head; three queries, however many actions there are."""
    units = user.units_as(*UNIT_ROLES)
    if not units:
        return []
    today = timezone.localdate()
    found = list(_of(units).order_by("due_date", "pk"))
    pressing = [action for action in found if action.due_date <= today + SOON]
    return [
        *(_task(action, units, today) for action in pressing[:MOST]),
        *_more(pressing[MOST:], today),
        *_unreported([action for action in found if action.unit_id in units], today),
    ]


def _of(units: frozenset[int]) -> QuerySet[Action]:
    contributing = Helper.objects.filter(unit__in=units).values("action")
    mine = Q(unit__in=units) | Q(coordinator__in=units) | Q(pk__in=contributing)
    return Action.objects.unfinished().filter(mine).select_related("unit").prefetch_related("progress")


def _task(action: Action, units: frozenset[int], today: date) -> Task:
    is_late, is_own = action.due_date < today, action.unit_id in units
    days = (today - action.due_date).days
    late = ngettext("Late by %(days)s day", "Late by %(days)s days", days) % {"days": days}
    part = _("your unit carries it out") if is_own else _("carried out by %(unit)s") % {"unit": action.unit.short_name}
    return Task(
        title=action.title,
        url=reverse("actions:detail", args=[action.pk]),
        reason=f"{late if is_late else _('Due soon')}: {part}",
        icon="triangle-alert" if is_late else "flag",
        context=f"{action.get_kind_display()} {action.score_year}",
        due_at=end_of(action.due_date),
        urgency=1 if is_late and is_own else 0,
    )


def _more(rest: list[Action], today: date) -> Iterator[Task]:
    if rest:
        words = ngettext("%(n)s more action is late or due soon", "%(n)s more actions are late or due soon", len(rest))
        yield Task(
            title=words % {"n": len(rest)},
            url=f"{reverse('actions:index')}?milik=saya&status=open",
            reason=_("Open the list, soonest first"),
            icon="flag",
            due_at=end_of(rest[0].due_date),
            urgency=1 if rest[0].due_date < today else 0,
        )


def _unreported(own: list[Action], today: date) -> Iterator[Task]:
    """Name the latest quarter that is over and has a target, and of which somebody owes the figures."""
    owed = [(quarter, action) for action in own for quarter in _ended(action, today) if _owes(action, quarter)]
    if not owed:
        return
    (quarter, first), n = owed[-1], len({action.pk for _quarter, action in owed})
    words = ngettext("%(n)s action has a quarter without figures", "%(n)s actions have quarters without figures", n)
    single = reverse("actions:detail", args=[first.pk]) + f"#tw{quarter}"
    yield Task(
        title=_("Report the realisation of your actions"),
        url=single if n == 1 else f"{reverse('actions:index')}?milik=saya&status=open",
        reason=words % {"n": n},
        icon="table-2",
        context=first.title if n == 1 else "",
    )


def _ended(action: Action, today: date) -> list[int]:
    return [quarter for quarter in QUARTERS if date(action.score_year, *QUARTER_ENDS[quarter]) < today]


def _owes(action: Action, quarter: int) -> bool:
    if not targets_of(action)[quarter]:
        return False
    return not any(row.quarter == quarter and row.value is not None for row in action.progress.all())
