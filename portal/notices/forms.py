"""What a person chooses about the messages that leave the portal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.notices.models import FIRST_HOUR, LAST_HOUR

HOURS = [(hour, f"{hour:02}.00") for hour in range(FIRST_HOUR, LAST_HOUR + 1)]


class PreferenceForm(forms.Form):
    """Whether the daily message comes, and when."""

    by_email = forms.BooleanField(label=_("One e-mail a day that lists everything new"), required=False)
    hour = forms.TypedChoiceField(label=_("At what time"), choices=HOURS, coerce=int)
