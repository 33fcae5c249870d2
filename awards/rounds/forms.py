"""What the committee types about rounds, nominations and institutions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awards.domain.phases import CalendarFault, Phase, Span, calendar_faults
from awards.rounds import selectors
from awards.rounds.models import Category, Institution, Nomination, Programme, Round
from awards.rounds.services import InstitutionWords, NominationWords, Setting
from portal.units.models import Government, Unit

FIRST_YEAR, LAST_YEAR = 2015, 2100
FAULTS = {
    CalendarFault.ENDS_BEFORE_IT_STARTS: _("The end lies before the beginning."),
    CalendarFault.STARTS_BEFORE_THE_LAST: _("It begins before the phase that comes first."),
}


class DayInput(forms.DateInput):
    """A browser's own date field, which speaks ISO whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        """Write the value as the browser wants it."""
        super().__init__(format="%Y-%m-%d")


class Versioned(forms.Form):
    """A form that says on which state it was filled in."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def renew(self, version: int) -> None:
        """Let the next press stand on the state that is stored now."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "version": str(version)}


class ProgrammeForm(forms.Form):
    """A yearly award."""

    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.CharField(
        label=_("Purpose"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the award is for, in one or two sentences."),
    )

    @property
    def code(self) -> str:
        """Return the short name that the programme keeps."""
        return str(slugify(self.cleaned_data["name"]))[:60]

    def clean_name(self) -> str:
        """Refuse a name without any letter or digit."""
        name = str(self.cleaned_data["name"])
        if not slugify(name):
            raise ValidationError(gettext("Give a name with letters."))
        return name


class RoundForm(Versioned):
    """A round: what is printed, the award date, and the calendar of its phases."""

    name = forms.CharField(label=_("Name"), max_length=160, help_text=_("As printed, without the year."))
    year = forms.IntegerField(
        label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, help_text=_("The year that is honoured.")
    )
    award_date = forms.DateField(
        label=_("Award date"), required=False, widget=DayInput(), help_text=_("Printed beside the place.")
    )

    def __init__(self, *args: Any, award_round: Round | None = None, **kwargs: Any) -> None:
        """Begin with what stands, if the round is there."""
        if award_round is not None:
            kwargs["initial"] = {**selectors.setting_words(award_round), "version": award_round.version}
        super().__init__(*args, **kwargs)
        for phase in Phase:
            for part, label in (("starts", _("From")), ("ends", _("Until"))):
                self.fields[f"{phase}_{part}"] = forms.DateField(label=label, required=False, widget=DayInput())

    @property
    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return what each phase is called, with its two fields."""
        return [(str(Round.Phase(phase).label), self[f"{phase}_starts"], self[f"{phase}_ends"]) for phase in Phase]

    @property
    def setting(self) -> Setting:
        """Return what was typed, once the form is valid."""
        given = self.cleaned_data
        return Setting(given["year"], given["name"], given["award_date"], given["spans"])

    def clean(self) -> dict[str, Any]:
        """Read the calendar."""
        cleaned = super().clean() or self.cleaned_data
        spans = {phase: span for phase in Phase if (span := self._span(phase)) is not None}
        for phase, fault in calendar_faults(spans).items():
            field = "ends" if fault is CalendarFault.ENDS_BEFORE_IT_STARTS else "starts"
            self.add_error(f"{phase}_{field}", ValidationError(FAULTS[fault]))
        cleaned["spans"] = spans
        return cleaned

    def _span(self, phase: Phase) -> Span | None:
        starts: date | None = self.cleaned_data.get(f"{phase}_starts")
        ends: date | None = self.cleaned_data.get(f"{phase}_ends")
        if starts and ends:
            return Span(starts, ends)
        if starts or ends:
            missing = f"{phase}_{'ends' if starts else 'starts'}"
            if missing not in self.errors:
                self.add_error(missing, ValidationError(gettext("Give both days, or leave both empty.")))
        return None


class NewRoundForm(RoundForm):
    """A round to be opened, perhaps with the categories of an earlier one."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"), empty_label="—")
    like = forms.ModelChoiceField(
        Round.objects.none(),
        label=_("Categories as in"),
        required=False,
        empty_label=_("Begin without categories"),
    )
    field_order = ["programme", "name", "year", "award_date", "like"]

    def __init__(self, *args: Any, government: Government, **kwargs: Any) -> None:
        """Offer the programmes and rounds of the government."""
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.filter(government=government)  # type: ignore[attr-defined]
        rounds = Round.objects.filter(government=government).newest_first()
        self.fields["like"].queryset = rounds  # type: ignore[attr-defined]
        self.fields["year"].initial = timezone.localdate().year


class CategoryForm(forms.Form):
    """A category to be added."""

    name = forms.CharField(label=_("Category"), max_length=120, help_text=_("Printed whole, for example “Tingkat SD”."))


class NominationForm(Versioned):
    """Who is nominated, and for what."""

    category = forms.ModelChoiceField(Category.objects.none(), label=_("Category"), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind of recipient"), choices=Nomination.Kind.choices)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Unit"),
        required=False,
        empty_label="—",
        help_text=_("The unit that is nominated, or to which the team or person belongs."),
    )
    institution = forms.ModelChoiceField(
        Institution.objects.none(),
        label=_("Institution"),
        required=False,
        empty_label="—",
        help_text=_("A school or group of the register."),
    )
    recipient = forms.CharField(
        label=_("Name as printed"),
        max_length=200,
        required=False,
        help_text=_("Empty: the name of the unit or institution."),
    )
    work = forms.CharField(
        label=_("Work that is nominated"),
        max_length=200,
        required=False,
        help_text=_("What is honoured, for example an innovation. The jury reads it, also where names are hidden."),
    )

    def __init__(self, *args: Any, award_round: Round, nomination: Nomination | None = None, **kwargs: Any) -> None:
        """Offer what belongs to the round; begin with what stands."""
        if nomination is not None:
            kwargs["initial"] = {**selectors.nomination_words(nomination), "version": nomination.version}
        super().__init__(*args, **kwargs)
        government = award_round.government_id
        units = Unit.objects.filter(government=government).valid_on(timezone.localdate())
        rows: Mapping[str, Any] = {
            "category": Category.objects.filter(round=award_round),
            "unit": units.order_by(Lower("name"), "pk"),
            "institution": Institution.objects.filter(government=government, is_active=True).order_by(Lower("name")),
        }
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        if nomination is not None:
            del self.fields["category"]

    @property
    def words(self) -> NominationWords:
        """Return what was typed, once the form is valid."""
        given = self.cleaned_data
        kind = Nomination.Kind(given["kind"])
        return NominationWords(kind, given["recipient"], given["unit"], given["institution"], given["work"])

    def clean(self) -> dict[str, Any]:
        """Take the name from the unit or institution where none is typed; a nominated unit is named."""
        cleaned = super().clean() or self.cleaned_data
        unit, institution = cleaned.get("unit"), cleaned.get("institution")
        if cleaned.get("kind") == Nomination.Kind.UNIT and unit is None and "unit" not in self.errors:
            self.add_error("unit", ValidationError(gettext("Pick the unit that is nominated.")))
        if not cleaned.get("recipient"):
            cleaned["recipient"] = str(institution or unit or "")
            if not cleaned["recipient"]:
                self.add_error("recipient", ValidationError(gettext("Give a name, or pick a unit or institution.")))
        return cleaned


class ScreeningForm(forms.Form):
    """Whether the jury judges a nomination."""

    standing = forms.ChoiceField(label=_("Screening"), choices=Nomination.Standing.choices)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        """Ask why, where a nomination is not admitted."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("standing") == Nomination.Standing.EXCLUDED and not cleaned.get("reason"):
            self.add_error("reason", ValidationError(gettext("Say why the nomination is not admitted.")))
        return cleaned


class TableForm(forms.Form):
    """A table of nominations."""

    file = forms.FileField(
        label=_("Table"), help_text=_("An .xlsx, .ods or .csv with the columns of the template, up to 10 MB.")
    )


class InstitutionForm(Versioned):
    """An institution of the register."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Institution.Kind.choices)
    name = forms.CharField(label=_("Name"), max_length=200)
    code = forms.CharField(
        label=_("Number"), required=False, max_length=30, help_text=_("Its public number, for example the NPSN.")
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Unit that looks after it"),
        required=False,
        empty_label="—",
        help_text=_("Jurors of that unit do not judge it."),
    )
    is_active = forms.BooleanField(label=_("Can be nominated"), required=False, initial=True)

    def __init__(
        self, *args: Any, government: Government, institution: Institution | None = None, **kwargs: Any
    ) -> None:
        """Offer the units of the government; begin with what stands."""
        if institution is not None:
            kwargs["initial"] = {**selectors.institution_words(institution), "version": institution.version}
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(government=government).valid_on(timezone.localdate())
        self.fields["unit"].queryset = units.order_by(Lower("name"), "pk")  # type: ignore[attr-defined]

    @property
    def words(self) -> InstitutionWords:
        """Return what was typed, once the form is valid."""
        given = self.cleaned_data
        return InstitutionWords(
            Institution.Kind(given["kind"]), given["name"], given["code"], given["unit"], given["is_active"]
        )
