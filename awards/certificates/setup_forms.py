"""What is typed about who signs and how numbers look."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awards.certificates.models import NumberSeries, Signatory
from awards.domain import numbering

SHOWN = 3


class DayInput(forms.DateInput):
    """A browser's own date field, which speaks ISO whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        """Write the value as the browser wants it."""
        super().__init__(format="%Y-%m-%d")


class SignatoryForm(forms.Form):
    """Somebody who signs, in one capacity and for one term."""

    capacity = forms.ChoiceField(
        label=_("Capacity"),
        choices=Signatory.Capacity.choices,
        help_text=_("Pj., Plt. and Plh. are printed before the office."),
    )
    office = forms.CharField(label=_("Office"), max_length=120, help_text=_("For example: Wali Kota Pangkalpinang."))
    name = forms.CharField(label=_("Name as printed"), max_length=120)
    identity = forms.CharField(
        label=_("Rank and NIP"), max_length=120, required=False, help_text=_("Leave empty when they are not printed.")
    )
    decree = forms.CharField(
        label=_("Decree"), max_length=160, help_text=_("Number and date of the decree of appointment.")
    )
    place = forms.CharField(label=_("Place"), max_length=80, help_text=_("Printed before the date."))
    term_from = forms.DateField(label=_("In office from"), widget=DayInput())
    term_to = forms.DateField(
        label=_("In office until"),
        widget=DayInput(),
        required=False,
        help_text=_("The last day. Leave empty while the term has no end."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a term that ends before it begins."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("term_from"), cleaned.get("term_to")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("term_to", gettext("The term ends before it begins."))
        return cleaned


class SeriesForm(forms.Form):
    """A number register for one year."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example: Register piagam."))
    pattern = forms.CharField(
        label=_("Pattern"),
        max_length=80,
        help_text=_("{seq:03} is the sequence in three digits, {unit} the unit, {year} the year, {month} in Roman."),
    )
    unit_code = forms.CharField(
        label=_("Unit in the number"),
        max_length=30,
        validators=[RegexValidator(re.compile(r"^[A-Za-z0-9.\- ]+$"), _("Letters, digits, spaces, dots and dashes."))],
    )
    year = forms.IntegerField(label=_("Year"), min_value=2015, max_value=2100, localize=False)

    def clean_pattern(self) -> str:
        """Refuse a pattern that cannot give unique numbers."""
        text: str = self.cleaned_data["pattern"]
        try:
            numbering.parse_pattern(text)
        except numbering.BadPattern as error:
            raise forms.ValidationError(
                gettext(
                    "A pattern holds {seq} and {year} once each, perhaps {unit} and {month}; "
                    "between them stand letters, digits, spaces and . / - alone."
                )
            ) from error
        return text

    def first_numbers(self, *, month: int) -> list[str]:
        """Return the first numbers that the register would give."""
        typed = self.cleaned_data
        pattern = numbering.parse_pattern(typed["pattern"])
        return [
            pattern.render(sequence, unit=typed["unit_code"], year=typed["year"], month=month)
            for sequence in range(1, SHOWN + 1)
        ]


def words_of(signatory: Signatory) -> dict[str, Any]:
    """Return what a signatory's form shows first."""
    return {name: getattr(signatory, name) for name in SignatoryForm.base_fields}


def like(last: NumberSeries | None, year: int) -> dict[str, Any]:
    """Return what a new register's form shows first: as the last one, for this year."""
    if last is None:
        return {"pattern": "000.9.6.1/{seq:03}/{unit}/{year}", "year": year}
    return {"name": last.name, "pattern": last.pattern, "unit_code": last.unit_code, "year": year}
