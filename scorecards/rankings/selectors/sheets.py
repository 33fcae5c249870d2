"""The scorecards of a cycle's units, read once for everything that a page asks of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from scorecards.domain.edition import Edition
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Cycle, Scorecard
from scorecards.entries.windows import UNIT_ROLES, WindowState, windows_of
from scorecards.rankings.selectors.inputs import Inputs, inputs_of


@dataclass(frozen=True)
class Sheets:
    """A cycle's scorecards of units with what is computed from; nothing is read before it is asked for."""

    cycle: Cycle

    @cached_property
    def edition(self) -> Edition:
        """Return the rules."""
        return edition_of(self.cycle.edition)

    @cached_property
    def cards(self) -> dict[int, Scorecard]:
        """Return the scorecards with their units, by key; one query."""
        found = self.cycle.scorecards.filter(unit__isnull=False).select_related("unit")
        return {card.pk: card for card in found}

    @cached_property
    def inputs(self) -> dict[int, Inputs]:
        """Return what each scorecard's total is computed from; five queries."""
        return inputs_of(self.edition, list(self.cards))

    @cached_property
    def windows(self) -> Mapping[int, WindowState]:
        """Return until when each unit may write, where that was set; one query."""
        return windows_of(self.cards.values(), UNIT_ROLES)
