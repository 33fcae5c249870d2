"""A whole scorecard as a table: each sub-component a block, each criterion a line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from scorecards.domain.edition import Edition, NodeKind
from scorecards.editions.selectors import edition_of
from scorecards.entries import answers, standing, turns
from scorecards.entries.forms import answer_text, check_name, note_name
from scorecards.entries.history import level_words
from scorecards.entries.lastyear import answers_before
from scorecards.entries.models import Entry, Mark, Scorecard
from scorecards.entries.oddities import odd_words
from scorecards.entries.question import Check, Question, graded_nodes
from scorecards.entries.typed import allowed_words
from scorecards.entries.windows import WindowState

if TYPE_CHECKING:
    from portal.accounts.models import User

PLACE = "tabel"
"""What a form of the table says about where it stands, so that the answer fits there."""


@dataclass(frozen=True)
class Line:
    """One line of the table: an answer and its note, with the names of their fields."""

    entry: Entry
    code: str
    name: str
    is_check: bool
    answer_field: str
    note_field: str
    answer: str
    note: str
    options: list[tuple[str, str]]
    allowed: str
    takes_answer: bool
    evidence: int
    last: str
    status: str

    @property
    def status_id(self) -> str:
        """Return the id of its status cell, which follows each save."""
        return f"status-{self.entry.pk}"


@dataclass
class Block:
    """One sub-component with its lines; the graded one stands first."""

    question: Question
    heading: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def is_single(self) -> bool:
        """Return whether it is one line, whose own name is title enough."""
        return len(self.lines) == 1

    @property
    def has_head(self) -> bool:
        """Return whether its columns are named: single lines stand below each other under one head."""
        return bool(self.heading) or not self.is_single


def questions_of(user: "User", scorecard: Scorecard) -> list[Question]:
    """Return the sub-components whose answers are the person's to give, in the edition's order; few queries."""
    edition = edition_of(scorecard.cycle.edition)
    rows = Entry.objects.editable_by(user).filter(scorecard=scorecard, item__isnull=True)
    entries = list(rows.select_related("node", "lead"))
    keys = [entry.pk for entry in entries]
    marks, counts = standing.marks_by_entry(keys, Mark.Party.UNIT), standing.evidence_counts(keys)
    windows: dict[int | None, WindowState | None] = {}
    by_code = {entry.node.code: entry for entry in entries}
    siblings = graded_nodes(edition)
    found = []
    for one in standing.standings(edition, entries, marks, counts):
        if one.is_surveyed:
            continue
        one.entry.scorecard = scorecard
        owner = one.entry.owner_id
        if owner not in windows:
            windows[owner] = turns.window_for(user, scorecard, Mark.Party.UNIT, owner)
        checks = [
            Check(by_code[node.code], node, marks.get(by_code[node.code].pk), counts.get(by_code[node.code].pk, 0))
            for node in edition.checks(one.node.code)
            if node.code in by_code
        ]
        found.append(
            Question(
                scorecard=scorecard,
                edition=edition,
                node=one.node,
                parent=edition.node(one.node.parent or one.node.code),
                entry=one.entry,
                standing=one,
                checks=checks,
                siblings=siblings,
                window=windows[owner],
                why_closed=turns.why_closed(one.entry.state, Mark.Party.UNIT, windows[owner]),
                can_answer=True,
                acting_unit=one.entry.lead or scorecard.unit,
            )
        )
    return found


def blocks_of(user: "User", scorecard: Scorecard) -> tuple[list[Block], int | None]:
    """Return the table, and the year that its column of last year's answers is about."""
    year, before = answers_before(scorecard, user)
    blocks: list[Block] = []
    heading = ""
    questions = questions_of(user, scorecard)
    edition = edition_of(scorecard.cycle.edition)
    odd = odd_words(user, scorecard, edition, [question.standing for question in questions])
    for question in questions:
        question.oddities = odd.get(question.node.code, [])
        title = f"{question.parent.code} {question.parent.name}"
        blocks.append(Block(question, title if title != heading else "", lines_of(question, before)))
        heading = title
    return blocks, year


def lines_of(
    question: Question,
    before: Mapping[str, Mark],
    *,
    typed: Mapping[str, Any] | None = None,
    refused: Mapping[int, str] | None = None,
) -> list[Line]:
    """Return the lines of a sub-component; `typed` is what its fields hold after a refusal, `refused` what failed."""
    node, refused = question.node, refused or {}
    evidence = question.standing.evidence - sum(check.evidence for check in question.checks)
    rows = [(question.entry, node.code, question.mark, evidence)]
    rows += [(check.entry, check.node.code, check.mark, check.evidence) for check in question.checks]
    found = []
    for entry, code, mark, proofs in rows:
        is_check = question.edition.node(code).kind is NodeKind.CHECK
        answer_field = check_name(entry) if is_check else "value" if question.takes_number else "level"
        note_field = note_name(entry) if is_check else "note"
        found.append(
            Line(
                entry=entry,
                code=code,
                name=question.edition.node(code).name,
                is_check=is_check,
                answer_field=answer_field,
                note_field=note_field,
                answer=(mark.shown if mark else "") if typed is None else str(typed.get(answer_field, "")),
                note=(mark.note if mark else "") if typed is None else str(typed.get(note_field, "")),
                options=_options(question.edition, code),
                allowed=allowed_words(question.edition, code),
                takes_answer=is_check or question.has_answer,
                evidence=proofs,
                last=_last_words(before.get(code)),
                status=refused.get(entry.pk, "filled" if _is_filled(question, mark, is_check=is_check) else "todo"),
            )
        )
    return found


def _is_filled(question: Question, mark: Mark | None, *, is_check: bool) -> bool:
    if is_check or question.has_answer:
        return bool(answer_text(mark))
    return mark is not None and bool(mark.note.strip())


def _options(edition: Edition, code: str) -> list[tuple[str, str]]:
    return [(level, level_words(level)) for level in answers.choices(edition, code)]


def _last_words(mark: Mark | None) -> str:
    if mark is None or not mark.shown:
        return ""
    words = level_words(mark.shown)
    return _("%(answer)s (imported)") % {"answer": words} if mark.party == Mark.Party.IMPORTED else words
