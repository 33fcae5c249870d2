"""What people type about rankings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from scorecards.actions.forms import DateInput


class AcceptForm(forms.Form):
    """Until when the steps of a plan are to be done, and which plan was shown."""

    due_date = forms.DateField(label=_("Done by"), widget=DateInput())
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=32)


class PublishedForm(forms.Form):
    """A table of published results."""

    file = forms.FileField(
        label=_("Filled in table"),
        help_text=_(".csv, .xlsx or .ods, at most 10 MB and 5.000 rows."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the table first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.ods"}),
    )
