"""What changed between two documents of an edition, in lines that a person can check."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

Document = Mapping[str, Any]


class Group(StrEnum):
    """What a change is about, the weightiest first."""

    WEIGHTS = "weights"
    BANDS = "bands"
    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    SCALES = "scales"
    GATES = "gates"
    CASES = "cases"
    OTHER = "other"


_LISTS = {"bands": Group.BANDS, "scales": Group.SCALES, "gates": Group.GATES, "golden": Group.CASES}
_WEIGHTS = frozenset({"weight", "maximum", "factor", "applies", "divisor", "count"})


class Change(NamedTuple):
    """A value that was added (+), removed (-) or changed (~), or rows in another order; where, before and after."""

    sign: str
    place: str
    old: Any = None
    new: Any = None
    is_order: bool = False

    def __str__(self) -> str:
        """Return it in one line."""
        if self.is_order:
            return f"~ {self.place}: the order"
        if self.sign == "~":
            return f"~ {self.place}: {short(self.old)} -> {short(self.new)}"
        return f"{self.sign} {self.place}: {short(self.new if self.sign == '+' else self.old)}"

    @property
    def rows(self) -> str:
        """Return the list in which it lies."""
        return self.place.partition("[")[0] if "[" in self.place else ""

    @property
    def code(self) -> str:
        """Return the row."""
        return self.place.partition("[")[2].partition("]")[0]

    @property
    def key(self) -> str:
        """Return what of the row it is; empty for the whole row."""
        return self.place.partition("]")[2].lstrip(".") if self.code else self.place

    @property
    def group(self) -> Group:
        """Return what it is about."""
        if self.rows in _LISTS:
            return _LISTS[self.rows]
        if self.rows != "nodes" or self.is_order:
            return Group.OTHER
        if not self.key:
            return Group.ADDED if self.sign == "+" else Group.REMOVED if self.sign == "-" else Group.RENAMED
        first = self.key.partition(".")[0]
        return Group.WEIGHTS if first in _WEIGHTS else Group.RENAMED if first == "name" else Group.OTHER


def diff(old: Document, new: Document) -> list[str]:
    """Return one line for each value that was added (+), removed (-) or changed (~); empty when nothing was.

    Rows of a list are matched by their code or name, so that inserting one does not change all that follow.
    """
    return list(map(str, _changes("", old, new)))


def grouped(old: Document, new: Document) -> dict[Group, list[Change]]:
    """Return the changes by what they are about; a node that only got another code counts as renamed."""
    found = list(_changes("", old, new))
    came = {row.new["name"]: row for row in found if row.group is Group.ADDED}
    went = {row.old["name"]: row for row in found if row.group is Group.REMOVED}
    moved = {name: (went[name], came[name]) for name in came if name in went}
    gone = {id(row) for pair in moved.values() for row in pair}
    kept = [row for row in found if id(row) not in gone]
    kept += [Change("~", after.place, before.code, after.code) for before, after in moved.values()]
    groups = {group: [row for row in kept if row.group is group] for group in Group}
    return {group: rows for group, rows in groups.items() if rows}


def _changes(place: str, old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _keyed(place, old, new)
    elif isinstance(old, list) and isinstance(new, list):
        before, after = _by_name(old), _by_name(new)
        yield from _keyed(place, before, after)
        kept = [key for key in before if key in after]
        if kept != [key for key in after if key in before]:
            yield Change("~", place, is_order=True)
    else:
        yield Change("~", place, old, new)


def _keyed(place: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for key in old:
        if key not in new:
            yield Change("-", _join(place, key), old=old[key])
    for key, value in new.items():
        if key not in old:
            yield Change("+", _join(place, key), new=value)
        else:
            yield from _changes(_join(place, key), old[key], value)


def _by_name(rows: list[Any]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for number, row in enumerate(rows, start=1):
        name = row.get("code") or row.get("name") if isinstance(row, Mapping) else None
        key = f"[{name or number}]"
        named[key if key not in named else f"[{name} #{number}]"] = row
    return named


def _join(place: str, key: str) -> str:
    return key if not place else f"{place}{key}" if key.startswith("[") else f"{place}.{key}"


def short(value: Any) -> str:
    """Return a value in few words: a row by its name, many by their number."""
    if isinstance(value, Mapping):
        return str(value.get("name") or f"{len(value)} values")
    return f"{len(value)} rows" if isinstance(value, list) else str(value)
