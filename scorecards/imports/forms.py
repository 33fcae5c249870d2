"""What the pages of batches send."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.common.spreadsheets.scan import MOST_ROWS
from scorecards.imports.selectors import letter

LONGEST_HEAD = 60


class UploadForm(forms.Form):
    """A workbook that was filled in."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("The workbook of this scorecard, .xlsx or .ods, at most 10 MB."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the workbook first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods"}),
    )


class TableForm(forms.Form):
    """A table of a past year, as the city keeps it."""

    file = forms.FileField(
        label=_("Table"),
        help_text=_(".xlsx or .ods, at most 10 MB and 5.000 rows. It may come from anywhere: columns are chosen next."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the table first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods"}),
    )


class PlaceForm(forms.Form):
    """In which sheet the table stands, and in which row its head."""

    lembar = forms.ChoiceField(label=_("Sheet"))
    baris = forms.IntegerField(label=_("Row of the heads"), min_value=1, max_value=MOST_ROWS)

    def __init__(self, *args: Any, sheets: Iterable[str], **kwargs: Any) -> None:
        """Offer the sheets of the file."""
        super().__init__(*args, **kwargs)
        self.fields["lembar"].choices = [(name, name) for name in sheets]  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """Which column holds what; `is_shared` is a table of the government's own scorecard, without units."""

    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int, help_text=_("By name, short name or code."))
    code = forms.TypedChoiceField(label=_("Code of the criterion"), coerce=int)
    answer = forms.TypedChoiceField(
        label=pgettext_lazy("table", "Mark"), coerce=int, help_text=_("A level, or a number.")
    )
    note = forms.TypedChoiceField(label=_("Note"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, heads: Sequence[str], is_shared: bool, **kwargs: Any) -> None:
        """Offer the columns by letter and head."""
        super().__init__(*args, **kwargs)
        columns = [(str(at), f"{letter(at)} · {text[:LONGEST_HEAD]}".rstrip(" ·")) for at, text in enumerate(heads)]
        for name, field in self.fields.items():
            empty = gettext("no such column") if name == "note" else gettext("choose")
            field.choices = [("", empty), *columns]  # type: ignore[attr-defined]
        if is_shared:
            del self.fields["unit"]

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two things."""
        cleaned = super().clean() or self.cleaned_data
        chosen = [column for column in cleaned.values() if column is not None]
        if len(set(chosen)) != len(chosen):
            raise forms.ValidationError(gettext("Two of these are the same column. Choose a column for each."))
        return cleaned


def chosen_rows(data: Mapping[str, Any]) -> set[int]:
    """Return the keys of the rows that were ticked."""
    values = data.getlist("use") if hasattr(data, "getlist") else []
    return {int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 19}
