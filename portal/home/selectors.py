"""What the home page shows beside the tasks."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from scorecards.entries import turns, windows
from scorecards.entries.board import Board, boards
from scorecards.entries.models import Scorecard
from scorecards.entries.windows import UNIT_ROLES, WindowState, database_time
from scorecards.entries.words import STATUS_OF_SCORECARD, title_of

if TYPE_CHECKING:
    from portal.accounts.models import User

__all__ = ["OwnBoard", "database_time", "own_boards"]


@dataclass(frozen=True)
class OwnBoard:
    """One scorecard of the person's unit, with the window in which it may be filled in."""

    board: Board
    window: WindowState | None

    @property
    def title(self) -> str:
        """Return instrument and year."""
        return title_of(self.board.scorecard)

    @property
    def status(self) -> str:
        """Return the code of the scorecard's state in portal.common.statuses."""
        return STATUS_OF_SCORECARD[self.board.scorecard.status]

    @property
    def is_done(self) -> bool:
        """Return whether nothing lies with the unit any more."""
        return self.board.progress.submitted == self.board.progress.total

    @property
    def closed_words(self) -> str:
        """Return why nothing can be filled in now."""
        return turns.window_words(self.window)

    @property
    def resume_code(self) -> str:
        """Return where to go on, empty when nothing is left or the window is closed."""
        is_open = self.window is not None and self.window.is_open
        return self.board.resume.node.code if is_open and self.board.resume else ""

    @property
    def resume_url(self) -> str:
        """Return the address of where to go on."""
        code = self.resume_code
        return reverse("entries:entry", args=[self.board.scorecard.pk, code]) if code else ""


def own_boards(user: "User") -> list[OwnBoard]:
    """Return the scorecards of the user's units, newest year first; six queries, however many there are."""
    units = user.units_as(*UNIT_ROLES)
    if not units:
        return []
    order = ("-cycle__period__score_year", "cycle__edition__code", "pk")
    found = boards(Scorecard.objects.filter(unit__in=units).order_by(*order), touched_by=user)
    states = windows.windows_of([board.scorecard for board in found], sorted(UNIT_ROLES))
    return [OwnBoard(board, states.get(board.scorecard.pk)) for board in found]
