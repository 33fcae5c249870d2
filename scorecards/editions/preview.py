"""What the page of a draft shows: figures, tree, golden cases, and what changed since the edition before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scorecards.domain.crosswalk import crosswalk
from scorecards.domain.golden import Mismatch, mismatches
from scorecards.editions.crossing import Crossing, crossing_of
from scorecards.editions.models import Edition, EditionDraft
from scorecards.editions.selectors import edition_before, edition_of
from scorecards.instruments.difference import Change, Group, grouped, short
from scorecards.instruments.reader import Source, source_of
from scorecards.instruments.workbook import LISTS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

GROUPS: dict[Group, "StrPromise"] = {
    Group.WEIGHTS: _("Weights and maxima"),
    Group.BANDS: pgettext_lazy("edition", "Bands"),
    Group.ADDED: _("New criteria"),
    Group.REMOVED: _("Criteria that are gone"),
    Group.RENAMED: _("Other names or codes"),
    Group.SCALES: _("Scales"),
    Group.GATES: _("Gates"),
    Group.CASES: _("Golden cases"),
    Group.OTHER: _("What else changed"),
}
UNKNOWN = _("not known")


@dataclass(frozen=True)
class Row:
    """A node of the tree, as the workbook gives it."""

    code: str
    name: str
    depth: int
    rule: str
    weight: object
    maximum: object
    is_verified: bool

    @property
    def steps(self) -> range:
        """Return how far it is moved in."""
        return range(self.depth)


@dataclass(frozen=True)
class Case:
    """A golden case, with what does not come out."""

    name: str
    mismatches: list[Mismatch]


@dataclass(frozen=True)
class Line:
    """A change in words: which sheet and row, which column, before and after."""

    where: str
    key: str
    old: object
    new: object


@dataclass(frozen=True)
class Difference:
    """The changes of one kind."""

    label: "StrPromise"
    lines: list[Line]


@dataclass(frozen=True)
class Preview:
    """All of a draft's page that follows from its document."""

    source: Source
    rows: list[Row]
    cases: list[Case]
    before: Edition | None
    differences: list[Difference]
    crossing: Crossing | None

    @property
    def faults(self) -> int:
        """Return how many golden cases do not come out."""
        return sum(bool(case.mismatches) for case in self.cases)

    @property
    def unknown(self) -> int:
        """Return how many weights are not known."""
        return sum(row.weight is UNKNOWN for row in self.rows)


def preview_of(draft: EditionDraft) -> Preview:
    """Compute it; the engine runs the golden cases."""
    source = source_of(json.loads(draft.document))
    before = edition_before(draft.code)
    groups = grouped(json.loads(before.document), source.document) if before else {}
    found = mismatches(source.edition)
    return Preview(
        source=source,
        rows=_rows(source),
        cases=[Case(case.name, [row for row in found if row.case == case.name]) for case in source.edition.golden],
        before=before,
        differences=[Difference(GROUPS[group], list(map(_line, changes))) for group, changes in groups.items()],
        crossing=crossing_of(crosswalk(edition_of(before), source.edition)) if before else None,
    )


def _rows(source: Source) -> list[Row]:
    depths: dict[str, int] = {}
    rows = []
    for node in source.document["nodes"]:
        depth = depths[node["code"]] = depths.get(node.get("parent", ""), -1) + 1
        rows.append(
            Row(
                code=node["code"],
                name=node["name"],
                depth=depth,
                rule=node["rule"],
                weight=_figure(node, "weight"),
                maximum=_figure(node, "maximum"),
                is_verified=node["verified"],
            )
        )
    return rows


def _figure(node: Mapping[str, Any], key: str) -> object:
    """Return a figure with a decimal comma; a dash when the rule has none."""
    if key not in node:
        return "–"
    return UNKNOWN if node[key] is None else node[key].replace(".", ",")


def _line(change: Change) -> Line:
    title = LISTS[change.rows].title if change.rows in LISTS else "Kasus uji" if change.rows == "golden" else "Edisi"
    if change.is_order:
        return Line(LISTS[change.place].title if change.place in LISTS else change.place, "", "", _("another order"))
    where = f"{title} {change.code}".strip()
    return Line(
        where,
        change.key,
        _value(change.old, is_there=change.sign != "+"),
        _value(change.new, is_there=change.sign != "-"),
    )


def _value(value: object, *, is_there: bool) -> object:
    return "–" if not is_there else UNKNOWN if value is None else short(value)
