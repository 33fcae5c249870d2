"""Reminders: apps register sources of deadlines, and once a day people are told how near theirs are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.clock import database_time
from portal.notices import services
from portal.units.clock import WESTERN, time_zones

if TYPE_CHECKING:
    from portal.accounts.models import User

KIND = "reminders"
STEPS = (14, 7, 3, 1)
OVERDUE_STEPS = (1, 7)


@dataclass(frozen=True)
class Deadline:
    """Something unfinished with a last moment: `workers` and `heads` are reminded, `heads` learn when it is late."""

    key: str
    title: str
    what_is_open: str
    url: str
    due_at: datetime
    government_id: int
    workers: "tuple[User, ...]"
    heads: "tuple[User, ...]"
    steps: tuple[int, ...] = STEPS
    overdue_steps: tuple[int, ...] = OVERDUE_STEPS


Source = Callable[[datetime], Iterable[Deadline]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source: given the database's time, it returns what is unfinished now, in a bounded number of queries."""
    _sources.append(source)


def step_of(days: int, steps: tuple[int, ...] = STEPS, overdue_steps: tuple[int, ...] = OVERDUE_STEPS) -> int | None:
    """Return which reminder is due when so many days are left: the last one that was passed.

    A day on which no worker ran loses no reminder, it only comes later. Negative steps are those after the end.

    >>> [step_of(days) for days in (15, 14, 9, 7, 2, 1, 0, -1, -6, -7, -40)]
    [None, 14, 14, 7, 3, 1, 1, -1, -1, -7, -7]
    """
    if days < 0:
        late = max((step for step in overdue_steps if step <= -days), default=None)
        return None if late is None else -late
    return min((step for step in steps if step >= days), default=None)


def remind(_day: str) -> None:
    """Tell people about their deadlines; each step of a deadline reaches a person once, whenever this runs."""
    now = database_time()
    found = [deadline for source in _sources for deadline in source(now)]
    zones = time_zones({deadline.government_id for deadline in found})
    with services.our_language():
        for deadline in found:
            zone = zones.get(deadline.government_id, WESTERN)
            today, last_day = now.astimezone(zone).date(), deadline.due_at.astimezone(zone).date()
            days = (last_day - today).days if deadline.due_at > now else min(-1, (last_day - today).days)
            _remind_of(deadline, days, last_day)


def _remind_of(deadline: Deadline, days: int, last_day: date) -> None:
    step = step_of(days, deadline.steps, deadline.overdue_steps)
    if step is None:
        return
    is_late = step < 0
    services.notify(
        kind="overdue" if is_late else "deadline",
        recipients=deadline.heads
        if is_late
        else {user.pk: user for user in (*deadline.workers, *deadline.heads)}.values(),
        title=_("Overdue: %(what)s") % {"what": deadline.title} if is_late else f"{deadline.title}: {_left(days)}",
        reason=deadline.what_is_open,
        url=deadline.url,
        key=f"{deadline.key}:{last_day.isoformat()}:{step}",
        due_at=deadline.due_at,
    )


def _left(days: int) -> str:
    if days == 0:
        return _("ends today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
