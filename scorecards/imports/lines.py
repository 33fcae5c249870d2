"""The answers of a scorecard one below the other, as workbook and table show them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scorecards.domain.edition import Edition, Node, NodeKind
from scorecards.editions.selectors import edition_of
from scorecards.entries import standing
from scorecards.entries.flows import flow_of
from scorecards.entries.forms import answer_text
from scorecards.entries.models import Entry, Mark, Scorecard

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Line:
    """One line: a heading (without entry), a graded node, or one of its criteria."""

    node: Node
    entry: Entry | None = None
    mark: Mark | None = None
    evidence: int = 0
    deciding: Entry | None = None
    takes_answer: bool = True

    @property
    def is_check(self) -> bool:
        """Return whether it is a criterion under a grade."""
        return self.node.kind is NodeKind.CHECK

    @property
    def answer(self) -> str:
        """Return the answer as forms hold it."""
        return answer_text(self.mark)

    @property
    def note(self) -> str:
        """Return the note."""
        return self.mark.note if self.mark else ""

    @property
    def version(self) -> int:
        """Return the version of the stored answer, 0 without one."""
        return self.mark.version if self.mark else 0


def lines_of(scorecard: Scorecard, by: "User") -> tuple[Edition, list[Line]]:
    """Return the edition and, in its order, every line of a scorecard whose answer is the person's to give."""
    edition = edition_of(scorecard.cycle.edition)
    entries = own_entries(scorecard, by)
    keys = [entry.pk for entry in entries]
    marks = standing.marks_by_entry(keys, Mark.Party.UNIT)
    counts = standing.evidence_counts(keys)
    by_code = {entry.node.code: entry for entry in entries}
    return edition, list(_walk(edition, by_code, marks, counts))


def own_entries(scorecard: Scorecard, by: "User") -> list[Entry]:
    """Return the entries whose answers are the person's to give: a unit's own, and of the city's those it leads."""
    rows = Entry.objects.editable_by(by).filter(scorecard=scorecard, item__isnull=True)
    entries = list(rows.select_related("node__parent", "lead"))
    for entry in entries:
        entry.scorecard = scorecard
    return entries


def base_of(line: Line) -> dict[str, Any]:
    """Return the state of one answer on which a file is made: its version, its answer, a short hash of its note."""
    return {"version": line.version, "answer": line.answer, "note": short(line.note)}


def short(note: str) -> str:
    """Return a short hash of a note."""
    return hashlib.sha256(note.encode()).hexdigest()[:12]


def _walk(
    edition: Edition, entries: dict[str, Entry], marks: dict[int, Mark], counts: dict[int, int]
) -> Iterator[Line]:
    heading: str | None = None
    flow = flow_of(edition)
    for node in edition.nodes:
        entry = entries.get(node.code)
        if entry is None or node.kind not in standing.GRADED_KINDS or flow.is_surveyed(node):
            continue
        if node.parent is not None and node.parent != heading:
            heading = node.parent
            yield Line(edition.node(heading))
        line = _line(node, entry, entry, marks, counts)
        yield replace(line, takes_answer=not flow.is_reported(node))
        for check in edition.checks(node.code):
            if check.code in entries:
                yield _line(check, entries[check.code], entry, marks, counts)


def _line(node: Node, entry: Entry, deciding: Entry, marks: dict[int, Mark], counts: dict[int, int]) -> Line:
    return Line(node, entry, marks.get(entry.pk), counts.get(entry.pk, 0), deciding)
