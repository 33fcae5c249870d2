"""How far the review of a cycle is for one reviewer: per unit, per component, in all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scorecards.domain.edition import Node
from scorecards.editions.selectors import edition_of
from scorecards.reviews.places import Place, Scope
from scorecards.reviews.selectors.queue import component_of, components

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass
class Tally:
    """How many entries stand where."""

    decided: int = 0
    waiting: int = 0
    returned: int = 0
    held: int = 0
    not_submitted: int = 0

    @property
    def total(self) -> int:
        """Return how many marks are asked for."""
        return self.decided + self.waiting + self.returned + self.held + self.not_submitted

    @property
    def open(self) -> int:
        """Return how many are not decided."""
        return self.total - self.decided

    def add(self, place: str, many: int = 1) -> None:
        """Count entries of one place."""
        if place == Place.DECIDED:
            self.decided += many
        elif place == Place.WAITING:
            self.waiting += many
        elif place == Place.RETURNED:
            self.returned += many
        elif place == Place.HELD:
            self.held += many
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


def progress_of(scope: Scope) -> CycleProgress:
    """Count the entries of a scope in one query."""
    edition = edition_of(scope.cycle.edition)
    groups = components(edition)
    names: dict[int | None, str] = {}
    cells: dict[tuple[int | None, str], Tally] = defaultdict(Tally)
    rows = scope.placed().order_by()
    for unit_id, name, code, place in rows.values_list(
        "scorecard__unit", "scorecard__unit__name", "node__code", "place"
    ):
        names[unit_id] = name or ""
        cells[unit_id, component_of(edition, code).code].add(place)
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


def tally_by_scorecard(entries: "QuerySet[Any]") -> dict[int, Tally]:
    """Count placed entries by scorecard, in one query."""
    found: dict[int, Tally] = defaultdict(Tally)
    for scorecard_id, place in entries.order_by().values_list("scorecard", "place"):
        found[scorecard_id].add(place)
    return dict(found)


def _unit_progress(unit_id: int | None, name: str, by_component: list[Tally]) -> UnitProgress:
    return UnitProgress(unit_id, name, _sum(by_component), tuple(by_component))


def _sum(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.add(Place.DECIDED, tally.decided)
        whole.add(Place.WAITING, tally.waiting)
        whole.add(Place.RETURNED, tally.returned)
        whole.add(Place.HELD, tally.held)
        whole.add(Place.OPEN, tally.not_submitted)
    return whole
