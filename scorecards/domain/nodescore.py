"""What one node of the tree came to."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from scorecards.domain.numbers import round_half_up


class State(StrEnum):
    """Why a node has a score, or has none."""

    SCORED = "scored"
    MISSING = "missing"  # its own answer was not given
    PENDING = "pending"  # something below it is missing or unverified
    UNVERIFIED = "unverified"  # no official text gives its weight
    NOT_APPLICABLE = "not applicable"
    ASSUMED = "assumed"  # a bound stands in for the answer; never to be shown as an answer


@dataclass(frozen=True)
class GateApplied:
    """A grade that was higher than its checks allow: the share fulfilled, and the grade that counts instead."""

    code: str
    fulfilled: int
    of: int
    given: str
    cap: str


@dataclass(frozen=True)
class NodeScore:
    """Score, maximum and value of a node; None is unknown, never zero.

    `exact` is the score before the rounding that the edition may declare for this node; `value` is what the answer
    counts on its scale; `given` is the answer itself; `items` is the number of items that a node counts or averages.
    `granted` and `stretch` are what parts that do not apply add to the sum of the others, and multiply it by.
    """

    path: str
    state: State
    score: Fraction | None = None
    maximum: Fraction | None = None
    value: Fraction | None = None
    exact: Fraction | None = None
    given: str | None = None
    gate: GateApplied | None = None
    items: int | None = None
    granted: Fraction = Fraction(0)
    stretch: Fraction = Fraction(1)

    @property
    def points(self) -> Decimal | None:
        """The score rounded half up to two places, for showing."""
        return None if self.score is None else round_half_up(self.score, 2)

    @property
    def counts(self) -> bool:
        """Whether the node takes part in its parent's score."""
        return self.state is not State.NOT_APPLICABLE
