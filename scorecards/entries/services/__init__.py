"""What people do with scorecards and entries; each function is one action and one transaction."""

from scorecards.entries.services.cycles import drop_own_window, open_cycle, open_year, set_own_window, set_windows
from scorecards.entries.services.errors import (
    BadAnswer,
    BadPages,
    Conflict,
    CycleExists,
    EntryClosed,
    MoveRefused,
    NothingToSubmit,
    RevisionNotUsable,
    SubmitBlocked,
    UnitNotInCycle,
)
from scorecards.entries.services.marks import MarkChange, SaveReport, save_mark, save_marks
from scorecards.entries.services.proofs import attach, detach, set_pages
from scorecards.entries.services.submission import submit

__all__ = [
    "BadAnswer",
    "BadPages",
    "Conflict",
    "CycleExists",
    "EntryClosed",
    "MarkChange",
    "MoveRefused",
    "NothingToSubmit",
    "RevisionNotUsable",
    "SaveReport",
    "SubmitBlocked",
    "UnitNotInCycle",
    "attach",
    "detach",
    "drop_own_window",
    "open_cycle",
    "open_year",
    "save_mark",
    "save_marks",
    "set_own_window",
    "set_pages",
    "set_windows",
    "submit",
]
