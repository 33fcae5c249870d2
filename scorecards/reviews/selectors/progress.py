"""How far the evaluation of a cycle is: per unit, per component, in all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scorecards.domain import states
from scorecards.domain.edition import Node
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Cycle, Entry
from scorecards.reviews.selectors.queue import component_of, components, graded_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

State = Entry.State


@dataclass
class Tally:
    """How many entries stand where."""

    decided: int = 0
    waiting: int = 0
    returned: int = 0
    not_submitted: int = 0

    @property
    def total(self) -> int:
        """Return how many marks are asked for."""
        return self.decided + self.waiting + self.returned + self.not_submitted

    @property
    def open(self) -> int:
        """Return how many are not decided."""
        return self.total - self.decided

    def add(self, state: str, many: int = 1) -> None:
        """Count entries of one state."""
        if state in states.DECIDED:
            self.decided += many
        elif state in states.IN_REVIEW:
            self.waiting += many
        elif state == State.RETURNED:
            self.returned += many
        else:
            self.not_submitted += many


@dataclass(frozen=True)
class UnitProgress:
    """One unit's line; `by_component` in the order of the components."""

    unit_id: int | None
    name: str
    tally: Tally
    by_component: tuple[Tally, ...]


@dataclass(frozen=True)
class CycleProgress:
    """The whole cycle: every unit by name, every component in order."""

    components: tuple[Node, ...]
    units: tuple[UnitProgress, ...]
    by_component: tuple[Tally, ...]
    tally: Tally = field(default_factory=Tally)


def progress_of(cycle: Cycle) -> CycleProgress:
    """Count a cycle's entries in one query."""
    edition = edition_of(cycle.edition)
    groups = components(edition)
    names: dict[int | None, str] = {}
    cells: dict[tuple[int | None, str], Tally] = defaultdict(Tally)
    rows = graded_of(cycle).order_by()
    for unit_id, name, code, state in rows.values_list(
        "scorecard__unit", "scorecard__unit__name", "node__code", "state"
    ):
        names[unit_id] = name or ""
        cells[unit_id, component_of(edition, code).code].add(state)
    units = [
        _unit_progress(unit_id, name, [cells[unit_id, group.code] for group in groups])
        for unit_id, name in sorted(names.items(), key=lambda item: item[1].lower())
    ]
    return CycleProgress(
        components=groups,
        units=tuple(units),
        by_component=tuple(_sum(unit.by_component[place] for unit in units) for place in range(len(groups))),
        tally=_sum(unit.tally for unit in units),
    )


def tally_by_scorecard(entries: "QuerySet[Entry]") -> dict[int, Tally]:
    """Count graded entries by scorecard, in one query."""
    found: dict[int, Tally] = defaultdict(Tally)
    for scorecard_id, state in entries.order_by().values_list("scorecard", "state"):
        found[scorecard_id].add(state)
    return dict(found)


def _unit_progress(unit_id: int | None, name: str, by_component: list[Tally]) -> UnitProgress:
    return UnitProgress(unit_id, name, _sum(by_component), tuple(by_component))


def _sum(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.add(State.FIXED, tally.decided)
        whole.add(State.SUBMITTED, tally.waiting)
        whole.add(State.RETURNED, tally.returned)
        whole.add(State.EMPTY, tally.not_submitted)
    return whole
