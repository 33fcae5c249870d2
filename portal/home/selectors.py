"""What the home page shows beside the tasks."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from portal.common.statuses import STATUSES, Status
from scorecards.entries import turns
from scorecards.entries.board import Board, Component
from scorecards.entries.own import own_cards
from scorecards.entries.standing import Standing
from scorecards.entries.windows import WindowState, database_time
from scorecards.entries.words import entry_status, scorecard_status, title_of

if TYPE_CHECKING:
    from portal.accounts.models import User

__all__ = ["OwnBoard", "database_time", "own_boards"]


@dataclass(frozen=True)
class Cell:
    """One sub-component at a glance: where it is, and its state as people see it."""

    code: str
    name: str
    url: str
    status: Status
    has_evidence: bool


@dataclass(frozen=True)
class Part:
    """One component with its sub-components."""

    component: Component
    cells: list[Cell]


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
        return scorecard_status(self.board.scorecard.status, is_told=self.board.is_told)

    @property
    def parts(self) -> "list[Part]":
        """Return the components with a cell for each of their sub-components."""
        return [
            Part(component, [_cell(self.board, row) for row in component.rows]) for component in self.board.components
        ]

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
    """Return the scorecards of the user's units that count now."""
    own = own_cards(user)
    return [OwnBoard(board, own.windows.get(board.scorecard.pk)) for board in own.boards]


def _cell(board: Board, row: Standing) -> Cell:
    return Cell(
        code=row.node.code,
        name=row.node.name,
        url=reverse("entries:entry", args=[board.scorecard.pk, row.node.code]),
        status=STATUSES[entry_status(row.entry.state, is_told=board.is_told)],
        has_evidence=row.evidence > 0,
    )
