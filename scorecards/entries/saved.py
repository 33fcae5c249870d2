"""What the answer part of the page says after a save: state, conflict, refusals, and the token of the next save."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from scorecards.domain.answers import NOT_APPLICABLE
from scorecards.domain.numbers import written
from scorecards.entries.forms import AnswerForm, check_name, note_name, token_of
from scorecards.entries.history import level_words
from scorecards.entries.models import Entry
from scorecards.entries.question import Question
from scorecards.entries.services import Conflict, SaveReport


@dataclass
class SavedState:
    """The context of components/autosave_state.html; `refused` names a status for each entry that was not saved."""

    version: str
    saved_at: datetime | None = None
    errors: list[str] = field(default_factory=list)
    conflict: dict[str, Any] | None = None
    refused: dict[int, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """Return the HTTP status that goes with it."""
        return 409 if self.conflict else 422 if self.errors else 200


def fresh_state(question: Question) -> SavedState:
    """Return the state of a page that nobody has changed yet."""
    return SavedState(token_of(question))


def state_after(question: Question, form: AnswerForm, report: SaveReport) -> SavedState:
    """Return the state after a save; `question` was read anew.

    What was refused keeps the base on which it was made, so that saving it again is judged again.
    """
    conflicts = {pk: error for pk, error in report.refused.items() if isinstance(error, Conflict)}
    others = [str(error) for error in report.refused.values() if not isinstance(error, Conflict)]
    return SavedState(
        version=_token_keeping(question, form, set(report.refused)),
        saved_at=timezone.now(),
        errors=list(dict.fromkeys(others)),
        conflict=_conflict_words(question, form, conflicts) if conflicts else None,
        refused={pk: "conflict" if pk in conflicts else "rejected" for pk in report.refused},
    )


def invalid_state(question: Question, form: AnswerForm) -> SavedState:
    """Return the state after input that could not be read: nothing was saved."""
    version = str(form.data.get("version", ""))
    errors = [str(error) for errors in form.errors.values() for error in errors]
    fields = {check_name(check.entry): check.entry.pk for check in question.checks}
    fields |= {note_name(check.entry): check.entry.pk for check in question.checks}
    refused = {fields.get(name, question.entry.pk): "rejected" for name in form.errors}
    return SavedState(version, errors=errors, refused=refused)


def _token_keeping(question: Question, form: AnswerForm, refused: set[int]) -> str:
    now = dict(part.split(":", 1) for part in token_of(question).split(";"))
    before = dict(part.split(":", 1) for part in form.cleaned_data["version"].split(";") if ":" in part)
    kept = {key: before[key] for key in map(str, refused) if key in before}
    return ";".join(f"{key}:{rest}" for key, rest in (now | kept).items())


def _conflict_words(question: Question, form: AnswerForm, conflicts: dict[int, Conflict]) -> dict[str, Any]:
    """Put the values of both sides into words, one line for each answer that is in conflict."""
    entries = {entry.pk: entry for entry in [*(check.entry for check in question.checks), question.entry]}
    stored = [error.stored for error in conflicts.values() if error.stored is not None]
    return {
        "yours": "\n".join(_line(entries[pk], *_posted(form, entries[pk], question)) for pk in conflicts),
        "stored": "\n".join(
            _line(entries[pk], error.stored.shown if error.stored else "", error.stored.note if error.stored else "")
            for pk, error in conflicts.items()
        ),
        "who": ", ".join(dict.fromkeys(str(mark.changed_by) for mark in stored)),
        "at": max((mark.changed_at for mark in stored), default=timezone.now()),
        "version": ";".join(f"{pk}:{error.stored.version if error.stored else 0}" for pk, error in conflicts.items()),
        "long": True,
    }


def _line(entry: Entry, answer: str, note: str) -> str:
    words = f"{entry.node.code}: {level_words(answer)}"
    return f"{words}\n{note}" if note else words


def _posted(form: AnswerForm, entry: Entry, question: Question) -> tuple[str, str]:
    if entry.pk != question.entry.pk:
        return str(form.cleaned_data[check_name(entry)]), str(form.cleaned_data.get(note_name(entry), ""))
    level = form.cleaned_data["level"]
    answer = form.cleaned_data["value"] if question.takes_number and level != NOT_APPLICABLE else level
    return (written(answer) if isinstance(answer, Decimal) else answer or ""), str(form.cleaned_data["note"])
