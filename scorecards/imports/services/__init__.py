"""What people do with batches of answers; each function is one action and one transaction."""

from scorecards.imports.services.apply import apply, undo
from scorecards.imports.services.carry import carry_over
from scorecards.imports.services.errors import AlreadyApplied, ImportRefused, NothingProposed, NothingToUndo
from scorecards.imports.services.propose import propose, store_file

__all__ = [
    "AlreadyApplied",
    "ImportRefused",
    "NothingProposed",
    "NothingToUndo",
    "apply",
    "carry_over",
    "propose",
    "store_file",
    "undo",
]
