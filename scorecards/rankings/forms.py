"""What people type about rankings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from scorecards.actions.forms import DateInput


class AcceptForm(forms.Form):
    """Until when the steps of a plan are to be done, and which plan was shown."""

    due_date = forms.DateField(label=_("Done by"), widget=DateInput())
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=32)
