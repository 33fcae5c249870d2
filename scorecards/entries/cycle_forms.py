"""What an administrator types about cycles: what is opened for whom, and from when to when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.editions.models import Edition
from scorecards.entries.calendar import WRITING_ROLES, CycleCalendar, units_of
from scorecards.entries.models import Cycle
from scorecards.entries.services.cycles import Span
from scorecards.entries.windows import UNIT_ROLES

FIRST_YEAR, LAST_YEAR = 2015, 2100
MOST_GRACE = 7 * 24 * 60


class _MomentInput(forms.DateTimeInput):
    """A browser's own field for day and time, which speaks ISO whatever the language."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        """Write the value as the browser wants it."""
        super().__init__(format="%Y-%m-%dT%H:%M")


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, required=False, widget=_MomentInput(), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )


def _span(form: forms.Form, opens: str, closes: str) -> Span | None:
    """Return the span of two fields, None when both are empty; add an error when it is none."""
    if {opens, closes} & set(form.errors):
        return None
    opens_at, closes_at = form.cleaned_data.get(opens), form.cleaned_data.get(closes)
    if opens_at is None and closes_at is None:
        return None
    if opens_at is None or closes_at is None:
        missing = opens if opens_at is None else closes
        form.add_error(missing, ValidationError(gettext("Give both moments, or leave both empty.")))
        return None
    if closes_at <= opens_at:
        form.add_error(closes, ValidationError(gettext("The end lies before the beginning.")))
        return None
    return opens_at, closes_at


def _grace() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Grace for uploads, in minutes"),
        min_value=0,
        max_value=MOST_GRACE,
        initial=60,
        help_text=_("How long the bytes of files that were registered in time may still come after the end."),
    )


class WindowsForm(forms.Form):
    """From when to when each role may write in a cycle: two fields a role, both empty for no time at all."""

    grace_minutes = _grace()

    def __init__(self, *args: Any, calendar: CycleCalendar | None = None, **kwargs: Any) -> None:
        """Begin with the windows of the cycle, if there is one."""
        super().__init__(*args, **kwargs)
        states = {window.role: window.state for window in calendar.roles} if calendar else {}
        for role in WRITING_ROLES:
            state = states.get(role)
            opens, closes = _moment(_("Opens")), _moment(_("Closes"))
            opens.initial, closes.initial = (state.opens_at, state.closes_at) if state else (None, None)
            self.fields[f"{role}_opens"], self.fields[f"{role}_closes"] = opens, closes
            if state and role in UNIT_ROLES:
                self.fields["grace_minutes"].initial = int(state.grace.total_seconds()) // 60

    @property
    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return what each role is called, with its two fields."""
        return [(str(role.label), self[f"{role}_opens"], self[f"{role}_closes"]) for role in WRITING_ROLES]

    @property
    def windows(self) -> dict[Role, Span | None]:
        """Return what was typed, once the form is valid."""
        found: dict[Role, Span | None] = self.cleaned_data["windows"]
        return found

    def clean(self) -> dict[str, Any]:
        """Read each role's span."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["windows"] = {role: _span(self, f"{role}_opens", f"{role}_closes") for role in WRITING_ROLES}
        return cleaned


class OwnWindowForm(forms.Form):
    """A unit's own time, which replaces the cycle's for one role."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), empty_label="—")
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in WRITING_ROLES])
    opens_at = _moment(_("Opens"))
    closes_at = _moment(_("Closes"))
    grace_minutes = _grace()

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        """Offer the units that have a scorecard."""
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        for name in ("opens_at", "closes_at"):
            self.fields[name].required = True

    @property
    def span(self) -> Span:
        """Return what was typed, once the form is valid."""
        found: tuple[datetime, datetime] = self.cleaned_data["span"]
        return found

    def clean(self) -> dict[str, Any]:
        """Read the span."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["span"] = _span(self, "opens_at", "closes_at")
        return cleaned


class CycleForm(WindowsForm):
    """A new cycle: which edition, for which year, and for whom."""

    edition = forms.ModelChoiceField(Edition.objects.none(), label=_("Evaluation and edition"), empty_label="—")
    score_year = forms.IntegerField(
        label=_("Score year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, help_text=_("The year that is judged.")
    )
    announced_year = forms.IntegerField(
        label=_("Announced in"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=_("The year in which the results come out."),
    )
    subject = forms.ChoiceField(
        label=_("Who gets a scorecard"), choices=Cycle.Subject.choices, widget=forms.RadioSelect
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Units"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Not needed when the government as a whole gets one scorecard."),
    )

    def __init__(self, *args: Any, government: Government, like: Cycle | None = None, **kwargs: Any) -> None:
        """Offer the published editions and the units of today; begin as the year after `like`, if there is one."""
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        editions = Edition.objects.filter(status=Edition.Status.PUBLISHED).order_by("title", "pk")
        units = Unit.objects.filter(government=government).valid_on(today).order_by(Lower("name"), "pk")
        self.fields["edition"].queryset = editions  # type: ignore[attr-defined]
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
        self.fields["score_year"].initial, self.fields["announced_year"].initial = today.year, today.year + 1
        if like is not None:
            self._begin_like(like)

    def _begin_like(self, cycle: Cycle) -> None:
        chosen = list(units_of(cycle).values_list("pk", flat=True))
        offered = {
            "edition": cycle.edition_id,
            "score_year": cycle.period.score_year + 1,
            "announced_year": cycle.period.announced_year + 1,
            "subject": cycle.subject,
            "units": chosen,
        }
        for name, value in offered.items():
            self.fields[name].initial = value

    def clean(self) -> dict[str, Any]:
        """Ask for units where units get scorecards, and for an announcement that does not come before the year."""
        cleaned = super().clean()
        year, announced = cleaned.get("score_year"), cleaned.get("announced_year")
        if year and announced and announced < year:
            self.add_error("announced_year", ValidationError(gettext("Results come out in the score year or later.")))
        if cleaned.get("subject") == Cycle.Subject.GOVERNMENT:
            cleaned["units"] = []
        elif not cleaned.get("units") and "units" not in self.errors:
            self.add_error("units", ValidationError(gettext("Pick at least one unit.")))
        return cleaned
