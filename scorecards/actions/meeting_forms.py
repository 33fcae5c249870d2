"""What is typed in a meeting, on one screen with many small forms."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.units.models import Unit
from scorecards.actions.forms import DateInput
from scorecards.actions.models import Action, Verdict
from scorecards.actions.services import ActionPlan

LONGEST_MINUTES = 100_000


class MeetingForm(forms.Form):
    """The beginning of a meeting."""

    title = forms.CharField(label=_("Title"), max_length=200)
    held_on = forms.DateField(label=_("Day"), widget=DateInput())


class DecisionForm(forms.Form):
    """What is decided: the text, who, until when; `key` makes the same decision sent twice one action."""

    title = forms.CharField(label=_("What is done"), max_length=250, widget=forms.Textarea(attrs={"rows": 2}))
    unit = forms.ChoiceField(label=_("Carried out by (pelaksana)"))
    due_date = forms.DateField(label=_("Due"), widget=DateInput())
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Sequence[Unit], key: UUID, **kwargs: Any) -> None:
        """Offer the units, which the screen reads once for all its forms."""
        super().__init__(*args, **kwargs)
        self.auto_id = f"{key}-%s"
        self.units = {str(unit.pk): unit for unit in units}
        self.fields["key"].initial = key
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "—"), *((pk, unit.name) for pk, unit in self.units.items())]

    def plan(self, score_year: int | None) -> ActionPlan:
        """Return what was typed as a plan; without a year it is this one's."""
        given = self.cleaned_data
        return ActionPlan(
            score_year=score_year or timezone.localdate().year,
            kind=Action.Kind.DECISION,
            title=given["title"],
            unit=self.units[given["unit"]],
            due_date=given["due_date"],
        )


class VerdictForm(forms.Form):
    """What became of a promise: the button pressed, a note, another day."""

    outcome = forms.TypedChoiceField(choices=Verdict.Outcome.choices, coerce=Verdict.Outcome)
    note = forms.CharField(required=False, max_length=2_000)
    due_date = forms.DateField(required=False)

    def new_day(self, before: date) -> date | None:
        """Return the day that was typed, None for the one that stood there."""
        given = self.cleaned_data["due_date"]
        return None if given == before else given


class MinutesForm(forms.Form):
    """The text of the minutes, at the version that it was read."""

    minutes = forms.CharField(
        label=_("Minutes of the meeting"),
        required=False,
        max_length=LONGEST_MINUTES,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
