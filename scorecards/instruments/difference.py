"""What changed between two documents of an edition, in lines that a person can check."""

from collections.abc import Iterator, Mapping
from typing import Any

Document = Mapping[str, Any]


def diff(old: Document, new: Document) -> list[str]:
    """Return one line for each value that was added (+), removed (-) or changed (~); empty when nothing was.

    Rows of a list are matched by their code or name, so that inserting one does not change all that follow.
    """
    return list(_changes("", old, new))


def _changes(place: str, old: Any, new: Any) -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _keyed(place, old, new)
    elif isinstance(old, list) and isinstance(new, list):
        before, after = _by_name(old), _by_name(new)
        yield from _keyed(place, before, after)
        kept = [key for key in before if key in after]
        if kept != [key for key in after if key in before]:
            yield f"~ {place}: the order"
    else:
        yield f"~ {place}: {_short(old)} -> {_short(new)}"


def _keyed(place: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for key in old:
        if key not in new:
            yield f"- {_join(place, key)}: {_short(old[key])}"
    for key, value in new.items():
        if key not in old:
            yield f"+ {_join(place, key)}: {_short(value)}"
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


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("name") or f"{len(value)} values")
    return f"{len(value)} rows" if isinstance(value, list) else str(value)
