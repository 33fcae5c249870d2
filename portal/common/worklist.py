"""What each person has to do: apps register sources, the home page gathers them.

A source registers in its `AppConfig.ready()` and returns the tasks of one user, already scoped to what the user
may see, in a bounded number of queries.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from portal.accounts.models import User


@dataclass(frozen=True)
class Task:
    """One thing to do: what, why now, until when, and what it is worth; urgency 1 comes before everything else."""

    title: str
    url: str
    reason: "_StrOrPromise"
    icon: str
    context: str = ""
    due_at: datetime | None = None
    points: Decimal | None = None
    done: int | None = None
    total: int | None = None
    urgency: int = 0


Source = Callable[["User"], Iterable[Task]]

_FAR = datetime.max.replace(tzinfo=UTC)
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source of tasks."""
    _sources.append(source)


def tasks_of(user: "User") -> list[Task]:
    """Return everything that `user` has to do: urgent first, then soonest deadline, then most points, then title."""
    tasks = [task for source in _sources for task in source(user)]
    return sorted(tasks, key=_rank)


def _rank(task: Task) -> tuple[int, datetime, Decimal, str]:
    return -task.urgency, task.due_at or _FAR, -(task.points or Decimal(0)), task.title
