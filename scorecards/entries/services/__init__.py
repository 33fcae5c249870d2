"""What people do with scorecards and entries; each function is one action and one transaction."""

from scorecards.entries.services.cycles import open_cycle, set_windows
from scorecards.entries.services.errors import (
    BadAnswer,
    BadPages,
    Conflict,
    EntryClosed,
    NothingToSubmit,
    RevisionNotUsable,
    SubmitBlocked,
)
from scorecards.entries.services.marks import MarkChange, SaveReport, save_mark, save_marks
from scorecards.entries.services.proofs import attach, detach, set_pages
from scorecards.entries.services.submission import submit

__all__ = [
    "BadAnswer",
    "BadPages",
    "Conflict",
    "EntryClosed",
    "MarkChange",
    "NothingToSubmit",
    "RevisionNotUsable",
    "SaveReport",
    "SubmitBlocked",
    "attach",
    "detach",
    "open_cycle",
    "save_mark",
    "save_marks",
    "set_pages",
    "set_windows",
    "submit",
]
