"""One change of a published result, as a page tells it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from portal.common.templatetags.portal import decimals
from scorecards.rankings.published_table import heads
from scorecards.rankings.selectors.published import Change


class ChangeWords:
    """A change with the names behind its codes."""

    def __init__(self, change: Change, governments: Mapping[str, str], instruments: Mapping[str, str]) -> None:
        """Keep what is told."""
        self.change = change
        self.government = governments.get(change.key.government, change.key.government)
        self.instrument = instruments.get(change.key.instrument, change.key.instrument)

    @property
    def is_new(self) -> bool:
        """Return whether nothing stood before."""
        return self.change.before is None

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """Return name, what stood and what would stand, of each cell that differs."""
        named, before, after = heads(), self.change.before, self.change.after
        return [
            (named[name], _shown(getattr(before, name, None)), _shown(getattr(after, name)))
            for name in self.change.differing
        ]


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(decimals(value, 2))
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return "–" if value in (None, "") else str(value)
