"""Weights of the composite as people type them: 1/3, 0,5 or 50 %."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scorecards.actions.forms import DateInput
from scorecards.domain.numbers import parse_exact
from scorecards.editions.models import Instrument


class WeightField(forms.CharField):
    """One exact weight; nothing and zero both leave the instrument out."""

    def __init__(self, **options: Any) -> None:
        """Take a few signs."""
        widget = forms.TextInput(attrs={"class": "input--number", "autocomplete": "off"})
        super().__init__(max_length=20, required=False, widget=widget, **options)

    def clean(self, value: Any) -> Fraction:
        """Read the weight exactly."""
        text = "".join(str(super().clean(value)).split()).replace(",", ".")
        if not text:
            return Fraction(0)
        try:
            weight = parse_exact(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError as fault:
            raise forms.ValidationError(_("Type a fraction such as 1/3, or a number such as 0,5 or 50%.")) from fault
        if weight < 0:
            raise forms.ValidationError(_("A weight is never below zero."))
        return weight


class CompositePolicyForm(forms.Form):
    """By which weights, from when, why. `shown` names what the person has seen the effect of."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)
    redistributes = forms.BooleanField(
        label=_("Spread the weight where an instrument is not applied to a unit"),
        help_text=_(
            "Ticked: a unit without a scorecard in an instrument that runs is weighed by its others. "
            "Not ticked: such a unit stays pending."
        ),
        required=False,
    )
    valid_from = forms.DateField(
        label=_("Holds from"),
        help_text=_("A score year is combined by what holds at the end of the year in which it is announced."),
        widget=DateInput(),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the history, with your name."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, instruments: Sequence[Instrument], **kwargs: Any) -> None:
        """Make a field for each instrument."""
        super().__init__(*args, **kwargs)
        self.codes = {f"w_{one.code}": one.code for one in instruments}
        for one in instruments:
            self.fields[f"w_{one.code}"] = WeightField(label=one.name)

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        """Return the fields of the weights."""
        return [self[name] for name in self.codes]

    def clean(self) -> dict[str, Any]:
        """Say by how much the weights miss 1."""
        cleaned: dict[str, Any] = super().clean() or {}
        if any(name in self.errors for name in self.codes):
            return cleaned
        total = sum((cleaned[name] for name in self.codes), Fraction(0))
        said = {"total": total, "gap": abs(1 - total)}
        if total < 1:
            self.add_error(None, _("The weights add up to %(total)s instead of 1: %(gap)s is missing.") % said)
        elif total > 1:
            self.add_error(None, _("The weights add up to %(total)s instead of 1: %(gap)s is too much.") % said)
        return cleaned

    def weights(self) -> dict[str, str]:
        """Return the exact weights as they are stored."""
        return {code: str(self.cleaned_data[name]) for name, code in self.codes.items() if self.cleaned_data[name]}

    def shape(self) -> str:
        """Return a word that differs where the effect would."""
        weights = " ".join(f"{code}={weight}" for code, weight in self.weights().items())
        return f"{weights} {self.cleaned_data['valid_from']} {self.cleaned_data['redistributes']}"
