"""What the home page shows beside the tasks."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorecards.entries import windows
from scorecards.entries.board import Board, boards
from scorecards.entries.models import Scorecard
from scorecards.entries.windows import UNIT_ROLES, WindowState, database_time

if TYPE_CHECKING:
    from portal.accounts.models import User

__all__ = ["OwnBoard", "database_time", "own_boards"]


@dataclass(frozen=True)
class OwnBoard:
    """One scorecard of the person's unit, with the window in which it may be filled in."""

    board: Board
    window: WindowState | None


def own_boards(user: "User") -> list[OwnBoard]:
    """Return the scorecards of the user's units, newest year first; five queries, however many there are."""
    units = user.units_as(*UNIT_ROLES)
    if not units:
        return []
    cards = Scorecard.objects.filter(unit__in=units).order_by(
        "-cycle__period__score_year", "cycle__edition__code", "pk"
    )
    found = boards(cards, touched_by=user)
    states = windows.windows_of([board.scorecard for board in found], sorted(UNIT_ROLES))
    return [OwnBoard(board, states.get(board.scorecard.pk)) for board in found]
