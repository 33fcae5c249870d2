"""What the evaluator said when returning an entry.

Decisions live in a higher app (reviews), which registers itself here in its `AppConfig.ready()`: so an entry's page
can show the words without this app knowing who wrote them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Remark:
    """The reason why an entry came back, who gave it (as shown on screen), and when."""

    text: str
    by: str
    at: datetime


Source = Callable[[Collection[int]], Mapping[int, Remark]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Name where remarks come from: entry keys in, the last return of each out, in one query."""
    _sources.append(source)


def of(entry_ids: Collection[int]) -> dict[int, Remark]:
    """Return the last remark on each entry that has one."""
    found: dict[int, Remark] = {}
    if entry_ids:
        for source in _sources:
            found.update(source(entry_ids))
    return found
