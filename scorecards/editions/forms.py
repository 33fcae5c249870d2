"""What the workshop sends."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WorkbookForm(forms.Form):
    """The workbook of an edition."""

    file = forms.FileField(
        label=_("Workbook of the edition"),
        help_text=_(".xlsx or .ods, at most 10 MB, made from one of the editions below."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the workbook first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods"}),
    )
