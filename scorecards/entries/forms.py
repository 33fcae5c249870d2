"""What the page of a sub-component sends."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scorecards.domain.answers import NOT_APPLICABLE
from scorecards.domain.numbers import plain
from scorecards.entries.models import Entry, Mark
from scorecards.entries.question import Question
from scorecards.entries.services import LeadChange, MarkChange
from scorecards.entries.typed import Unreadable, read_number
from scorecards.evidence.document_kinds import DocumentKind

LONGEST_NOTE = 4_000


@dataclass(frozen=True)
class _Base:
    """The state of one mark on which the page was made: its version, its answer, and a short hash of its note."""

    version: int
    answer: str
    note: str


def answer_text(mark: Mark | None) -> str:
    """Return a mark's answer as the page holds it."""
    return "" if mark is None else mark.grade


def token_of(question: Question) -> str:
    """Return the states of all marks in one hidden field: "entry:version:answer:note" joined by semicolons."""
    marks = marks_of(question)
    bases = ((pk, _base_of(marks.get(pk))) for pk in entry_keys(question))
    return ";".join(f"{pk}:{base.version}:{base.answer}:{base.note}" for pk, base in bases)


class AnswerForm(forms.Form):
    """The whole answer to a sub-component: each criterion, the grade or number, the note.

    One field of each mark may be older than what is stored; what the person did not touch is never sent on, so a
    colleague's work on another criterion is no conflict. `overwrite` names stored versions that may be replaced.
    """

    level = forms.CharField(required=False, max_length=10)
    value = forms.CharField(required=False, max_length=40)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE, strip=False)
    version = forms.CharField(required=False, max_length=4_000)
    overwrite = forms.CharField(required=False, max_length=1_000)
    client = forms.UUIDField(required=False)
    submission = forms.UUIDField(required=False)

    def __init__(self, data: Mapping[str, Any], *, question: Question) -> None:
        """Add a field for each criterion."""
        super().__init__(data)
        self.question = question
        for check in question.checks:
            self.fields[check_name(check.entry)] = forms.CharField(required=False, max_length=10)
            if note_name(check.entry) in data:  # the table asks for it, the page of one sub-component does not
                self.fields[note_name(check.entry)] = forms.CharField(
                    required=False, max_length=LONGEST_NOTE, strip=False
                )

    def clean_value(self) -> Decimal | None:
        """Read the number by the one parser."""
        text = self.cleaned_data["value"].strip()
        if not text or not self.question.takes_number:
            return None
        try:
            return read_number(self.question.edition.scale_of(self.question.node), text)
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error

    def changes(self) -> list[MarkChange]:
        """Return the marks that the person changed since the page was made."""
        bases = _read_token(self.cleaned_data["version"])
        allowed = _read_versions(self.cleaned_data["overwrite"])
        stored = marks_of(self.question)
        found = []
        for entry, level, value, note in self._posted():
            base = bases.get(entry.pk, _Base(0, "", _short("")))
            answer = level if value is None else plain(value)
            same_note = note is None or _short(note) == base.note
            if answer == base.answer and same_note and not self._went_astray(stored.get(entry.pk), answer, note):
                continue
            found.append(
                MarkChange(
                    entry_id=entry.pk,
                    version=allowed.get(entry.pk, base.version),
                    level=level,
                    value=value,
                    note=_kept_note(stored.get(entry.pk)) if note is None else note,
                    save_key=self._key("submission"),
                    client=self._key("client"),
                )
            )
        return found

    def _went_astray(self, stored: Mark | None, answer: str, note: str | None) -> bool:
        """Return whether this very page saved something else before, and only never heard of it."""
        if stored is None or stored.client is None or stored.client != self._key("client"):
            return False
        return answer_text(stored) != answer or (note is not None and _short(stored.note) != _short(note))

    def _posted(self) -> list[tuple[Entry, str, Decimal | None, str | None]]:
        """Return each mark as posted; None for a note that was not asked for: the stored one stays."""
        rows: list[tuple[Entry, str, Decimal | None, str | None]] = []
        for check in self.question.checks:
            note = self.cleaned_data.get(note_name(check.entry))
            rows.append((check.entry, self.cleaned_data[check_name(check.entry)], None, note))
        level = self.cleaned_data["level"]
        if not self.question.has_answer or (self.question.takes_number and level != NOT_APPLICABLE):
            level = ""
        value = None if level else self.cleaned_data["value"]
        rows.append((self.question.entry, level, value, self.cleaned_data["note"]))
        return rows

    def _key(self, name: str) -> UUID | None:
        key = self.cleaned_data[name]
        return key if isinstance(key, UUID) else None


class EvidenceForm(forms.Form):
    """A file for the register, what it proves, and the years that it is about."""

    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of document"), required=False, choices=[("", "-"), *DocumentKind.choices]
    )
    year_from = forms.IntegerField(label=gettext_lazy("From year"), required=False, min_value=1990, max_value=2100)
    year_to = forms.IntegerField(label=gettext_lazy("To year"), required=False, min_value=1990, max_value=2100)
    entry = forms.IntegerField(required=False)

    def clean(self) -> dict[str, Any] | None:
        """Refuse a period that ends before it begins."""
        first, last = self.cleaned_data.get("year_from"), self.cleaned_data.get("year_to")
        if first and last and last < first:
            self.add_error("year_to", _("The period ends before it begins."))
        return self.cleaned_data


class AnnounceForm(forms.Form):
    """What the browser declares about a file before it sends it."""

    filename = forms.CharField(max_length=500)
    sha256 = forms.RegexField(regex=r"^[0-9a-f]{64}$")
    title = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(required=False, choices=[("", ""), *DocumentKind.choices])
    year_from = forms.IntegerField(required=False, min_value=1990, max_value=2100)
    year_to = forms.IntegerField(required=False, min_value=1990, max_value=2100)
    entry = forms.IntegerField(required=False)

    def clean(self) -> dict[str, Any] | None:
        """Refuse a period that ends before it begins."""
        first, last = self.cleaned_data.get("year_from"), self.cleaned_data.get("year_to")
        if first and last and last < first:
            self.add_error("year_to", _("The period ends before it begins."))
        return self.cleaned_data


class LinkForm(forms.Form):
    """A web address for the register, and what it proves."""

    url = forms.CharField(label=gettext_lazy("Web address"), max_length=500)
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=200)
    entry = forms.IntegerField(required=False)


class AlsoForm(forms.Form):
    """Further entries that a document of this page shall prove."""

    revision = forms.IntegerField()
    entries = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data: Any, *, allowed: list[int]) -> None:
        """Allow only what was offered."""
        super().__init__(data)
        field = self.fields["entries"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(str(pk), str(pk)) for pk in allowed]


class ReuseForm(forms.Form):
    """A document that is already in the register, and what it shall prove."""

    revision = forms.IntegerField()
    entry = forms.IntegerField(required=False)
    page_from = forms.IntegerField(required=False, min_value=1)
    page_to = forms.IntegerField(required=False, min_value=1)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)


class PagesForm(forms.Form):
    """Where in a document the proof stands."""

    page_from = forms.IntegerField(label=gettext_lazy("From page"), required=False, min_value=1)
    page_to = forms.IntegerField(label=gettext_lazy("To page"), required=False, min_value=1)


class SubmitForm(forms.Form):
    """The head's word on handing in; gaps have to be known about."""

    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    knows_gaps = forms.BooleanField(required=False)
    seen = forms.CharField(required=False, empty_value=None)


class WithdrawForm(forms.Form):
    """Why a submission is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The evaluators and your unit read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1_000,
        error_messages={"required": gettext_lazy("Say why it is withdrawn; those who review it will read it.")},
    )


def entry_keys(question: Question) -> list[int]:
    """Return the keys of the entries that a sub-component's answer is made of."""
    return [*(check.entry.pk for check in question.checks), question.entry.pk]


def marks_of(question: Question) -> dict[int, Mark]:
    """Return the unit's marks of a sub-component by entry."""
    found = {check.entry.pk: check.mark for check in question.checks if check.mark is not None}
    if question.mark is not None:
        found[question.entry.pk] = question.mark
    return found


def check_name(entry: Entry) -> str:
    """Return the name of a criterion's field."""
    return f"check-{entry.pk}"


def note_name(entry: Entry) -> str:
    """Return the name of the field of a criterion's note."""
    return f"note-{entry.pk}"


def _kept_note(mark: Mark | None) -> str:
    return mark.note if mark else ""


def _short(note: str) -> str:
    return hashlib.sha256(note.replace("\r\n", "\n").encode()).hexdigest()[:12]


def _base_of(mark: Mark | None) -> _Base:
    return _Base(mark.version if mark else 0, answer_text(mark), _short(mark.note if mark else ""))


def _read_token(text: str) -> dict[int, _Base]:
    """Read a token; parts that cannot be read are as if nothing had been stored, which at worst is a conflict."""
    found: dict[int, _Base] = {}
    for part in text.split(";"):
        pieces = part.split(":")
        if len(pieces) == 4 and pieces[0].isdecimal() and pieces[1].isdecimal():
            found[int(pieces[0])] = _Base(int(pieces[1]), pieces[2], pieces[3])
    return found


def _read_versions(text: str) -> dict[int, int]:
    pairs = (part.split(":") for part in text.split(";"))
    return {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(map(str.isdecimal, pair))}


class LeadsForm(forms.Form):
    """The unit that answers each indicator of the city's scorecard; what the page did not change is not sent on."""

    def __init__(self, data: Mapping[str, Any], *, entries: Iterable[Entry]) -> None:
        """Add the chosen and the seen lead of each indicator."""
        super().__init__(data)
        self.keys = [entry.pk for entry in entries]
        for key in self.keys:
            self.fields[f"lead-{key}"] = forms.IntegerField(required=False, min_value=1)
            self.fields[f"seen-{key}"] = forms.IntegerField(required=False, min_value=1)

    def changes(self) -> list[LeadChange]:
        """Return the choices that differ from what stood on the page."""
        found = (
            LeadChange(key, self.cleaned_data[f"seen-{key}"], self.cleaned_data[f"lead-{key}"])
            for key in self.keys
            if f"lead-{key}" in self.data
        )
        return [change for change in found if change.seen != change.unit_id]


class ContributorForm(forms.Form):
    """A unit that shall contribute, and what it is asked for."""

    unit_id = forms.IntegerField(min_value=1)
    wanted = forms.CharField(required=False, max_length=500)


class ShareForm(forms.Form):
    """What a contributing unit says, and the version that it was written on."""

    note = forms.CharField(required=False, max_length=LONGEST_NOTE, strip=False)
    version = forms.IntegerField(min_value=0)
