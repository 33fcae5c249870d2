"""What a file, a pasted table or last year says about one answer."""

from dataclasses import dataclass, field
from typing import Any

from portal.common.spreadsheets import Value


@dataclass(frozen=True)
class Proposal:
    """One proposed answer as it was read; `error` says what is wrong before the answer is looked at.

    With `has_answer` or `has_note` false the stored one stays; with `keeps_stored` the proposal waits for a tick.
    """

    entry_id: int | None
    code: str
    answer: Value = None
    note: Value = None
    cell: str = ""
    error: str = ""
    has_answer: bool = True
    has_note: bool = True
    keeps_stored: bool = False
    links: list[dict[str, Any]] = field(default_factory=list)
