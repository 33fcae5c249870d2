"""What people do with batches of answers; each function is one action and one transaction."""

from scorecards.imports.services.apply import apply, undo
from scorecards.imports.services.carry import carry_over
from scorecards.imports.services.errors import (
    AlreadyApplied,
    CycleNotOver,
    ImportRefused,
    NothingProposed,
    NothingToUndo,
)
from scorecards.imports.services.history import book_of, known_heads, lay_out, start
from scorecards.imports.services.propose import propose, store_file

__all__ = [
    "AlreadyApplied",
    "CycleNotOver",
    "ImportRefused",
    "NothingProposed",
    "NothingToUndo",
    "apply",
    "book_of",
    "carry_over",
    "known_heads",
    "lay_out",
    "propose",
    "start",
    "store_file",
    "undo",
]
