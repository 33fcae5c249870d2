"""What the pages of batches send."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """A workbook that was filled in."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("The workbook of this scorecard, .xlsx or .ods, at most 10 MB."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the workbook first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods"}),
    )


def chosen_rows(data: Mapping[str, Any]) -> set[int]:
    """Return the keys of the rows that were ticked."""
    values = data.getlist("use") if hasattr(data, "getlist") else []
    return {int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 19}
