"""What citizens send, and what those who run a survey set."""

from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.units.models import Unit
from scorecards.domain.edition import Scale
from scorecards.entries.typed import Unreadable, read_number
from scorecards.surveys.questions import Questionnaire

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ResponseForm(forms.Form):
    """One choice for each question; `situs` is a field that people do not see and machines fill in."""

    opened = forms.CharField(required=False, max_length=200)
    situs = forms.CharField(required=False, max_length=200)

    def __init__(self, data: Mapping[str, Any] | None, *, asked: Questionnaire) -> None:
        """Add a field for each question."""
        super().__init__(data)
        self.asked = asked
        for code in asked.codes:
            self.fields[code] = forms.TypedChoiceField(
                coerce=int, choices=[(str(value), str(text)) for value, text in asked.choices], empty_value=None
            )

    @property
    def answers(self) -> dict[str, int]:
        """Return the numbers by question."""
        return {code: self.cleaned_data[code] for code in self.asked.codes}


class SurveyForm(forms.Form):
    """When a survey is open, and how many answers it needs."""

    opens_on = forms.DateField(label=_("Opens on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    closes_on = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    target = forms.IntegerField(label=_("Answers needed"), min_value=1, max_value=100_000)

    def clean(self) -> dict[str, Any] | None:
        """Refuse a window that ends before it begins."""
        first, last = self.cleaned_data.get("opens_on"), self.cleaned_data.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", _("The last day lies before the first."))
        return self.cleaned_data

    @property
    def values(self) -> dict[str, Any]:
        """Return what the service takes: from the first moment of the first day to the last of the last."""
        zone = timezone.get_current_timezone()
        return {
            "opens_at": datetime.combine(self.cleaned_data["opens_on"], time.min, zone),
            "closes_at": datetime.combine(self.cleaned_data["closes_on"], time.max, zone),
            "target": self.cleaned_data["target"],
        }


class LokusForm(forms.Form):
    """What an authority announced for one service unit."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Service unit"))
    value = forms.CharField(label=_("Value as announced"), max_length=20)
    announced_on = forms.DateField(
        label=_("Announced on"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=_("Announced where"),
        required=False,
        max_length=500,
        help_text=_("Address of the page, or name and number of the document. Without it the value is not verified."),
    )

    def __init__(self, *args: Any, units: "QuerySet[Unit]", scale: Scale, **kwargs: Any) -> None:
        """Offer the government's units; read numbers of the scale."""
        super().__init__(*args, **kwargs)
        self.scale = scale
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean_value(self) -> Decimal:
        """Read the number as everywhere."""
        try:
            return read_number(self.scale, self.cleaned_data["value"])
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
