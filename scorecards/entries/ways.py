"""What else can be done with an entry, as apps higher up offer it on the entry's page.

They register a source in their `AppConfig.ready()`; this app does not know what they lead to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from scorecards.entries.models import Entry

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Way:
    """A link beside the evaluator's mark; `until` is when it is no longer possible."""

    label: str
    url: str
    icon: str
    until: datetime | None = None


Source = Callable[["User", Entry], Way | None]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source."""
    _sources.append(source)


def of(user: "User", entry: Entry) -> list[Way]:
    """Return what the user may do with an entry whose mark it sees."""
    return [way for way in (source(user, entry) for source in _sources) if way is not None]
