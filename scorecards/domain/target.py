"""The path from the rank that one holds to the rank that one wants, quarter by quarter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

HIGHEST_RANK = 1000
QUARTERS = (1, 2, 3, 4)
_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))


@dataclass(frozen=True)
class Step:
    """The rank to stand at by a day."""

    due_on: date
    rank: int


@dataclass(frozen=True)
class TargetPlan:
    """From which rank to which, by which steps."""

    start_rank: int
    goal_rank: int
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        """Raise ValueError unless the path leads from start to goal and never back."""
        ranks = [self.start_rank, *(step.rank for step in self.steps), self.goal_rank]
        if not all(1 <= rank <= HIGHEST_RANK for rank in ranks):
            raise ValueError("a rank lies between 1 and 1000")
        if self.goal_rank > self.start_rank or ranks != sorted(ranks, reverse=True):
            raise ValueError("a path never leads back to a worse rank")
        days = [step.due_on for step in self.steps]
        if days != sorted(set(days)):
            raise ValueError("each step has a later day than the one before")

    @property
    def written(self) -> list[list[str | int]]:
        """Return the steps as they are stored."""
        return [[step.due_on.isoformat(), step.rank] for step in self.steps]


def read_steps(written: Iterable[Sequence[str | int]]) -> tuple[Step, ...]:
    """Read stored steps, in the order of their days."""
    steps = (Step(date.fromisoformat(str(day)), int(rank)) for day, rank in written)
    return tuple(sorted(steps, key=lambda step: step.due_on))


def quarter_end(year: int, quarter: int) -> date:
    """Return the last day of a quarter, which counts from 1."""
    return date(year, *_ENDS[quarter - 1])
