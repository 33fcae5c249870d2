"""What the committee and the jurors type."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awards.domain.jury import parse_levels
from awards.jury.models import Juror, JuryRules
from awards.jury.selectors import Line
from awards.jury.services import RULE_FIELDS, CriterionWords, MarkChange
from awards.rounds.forms import DayInput, Versioned
from awards.rounds.models import Nomination, Round
from portal.accounts.models import User
from portal.common.fields import NumberField
from portal.common.policy import Role
from portal.units.models import Membership, Unit

LONGEST_NOTE = 4_000
MOST_TITLES = 12


class RulesForm(Versioned):
    """By what a round is judged."""

    method = forms.ChoiceField(label=_("Totals of the jurors are joined by"), choices=JuryRules.Method.choices)
    tie_break = forms.ChoiceField(label=_("Between equals decides"), choices=JuryRules.TieBreak.choices)
    jurors_each = forms.IntegerField(label=_("Jurors for each nomination"), min_value=1, max_value=15)
    is_blind = forms.BooleanField(
        label=_("Hide the names"), required=False, help_text=_("Jurors learn the names after they have scored.")
    )
    spread_limit = NumberField(
        label=_("Point out a spread above"),
        low=Decimal(0),
        high=Decimal(100),
        help_text=_("Where the jurors lie further apart, the session shows it."),
    )
    titles = forms.CharField(
        label=_("Titles of the winners"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=800,
        help_text=_("One a line, best first. As many win in each category."),
    )

    def __init__(self, *args: Any, rules: JuryRules, **kwargs: Any) -> None:
        """Begin with what stands."""
        stored = {name: getattr(rules, name) for name in RULE_FIELDS}
        kwargs["initial"] = {**stored, "version": rules.version}
        super().__init__(*args, **kwargs)

    @property
    def values(self) -> dict[str, Any]:
        """Return what was typed, once the form is valid."""
        return {name: self.cleaned_data[name] for name in RULE_FIELDS}

    def clean_titles(self) -> str:
        """Take each line once, without blanks around it."""
        lines = [line.strip()[:80] for line in str(self.cleaned_data["titles"]).splitlines() if line.strip()]
        if not lines or len(set(lines)) < len(lines) or len(lines) > MOST_TITLES:
            raise ValidationError(gettext("Give 1 to %d different titles, one a line.") % MOST_TITLES)
        return "\n".join(lines)


class CriterionForm(forms.Form):
    """A criterion to be added."""

    name = forms.CharField(label=_("Criterion"), max_length=160)
    weight = NumberField(label=_("Weight"), low=Decimal("0.0001"), high=Decimal(100))
    guide = forms.CharField(label=_("What the juror looks at"), required=False, max_length=500)
    levels = forms.CharField(
        label=_("Levels"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, as “90 = Sangat baik”. Empty: any number from 0 to 100."),
    )

    @property
    def words(self) -> CriterionWords:
        """Return what was typed, once the form is valid."""
        given = self.cleaned_data
        return CriterionWords(given["name"], given["weight"], given["guide"], given["levels"])

    def clean_levels(self) -> str:
        """Refuse a line that is no level."""
        levels = str(self.cleaned_data["levels"])
        try:
            parse_levels(levels)
        except ValueError as error:
            raise ValidationError(gettext("This line is no level: “%s”.") % error) from error
        return levels


class SeatForm(forms.Form):
    """A juror to be seated."""

    user = forms.ModelChoiceField(
        User.objects.none(), label=_("Juror"), empty_label="—", help_text=_("Who holds the role of a juror today.")
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Works at"),
        required=False,
        empty_label=_("Outside of the city's units"),
        help_text=_("Who works there does not judge what comes from there."),
    )

    def __init__(self, *args: Any, award_round: Round, **kwargs: Any) -> None:
        """Offer those with the role who have no seat yet."""
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        held = Membership.objects.valid_on(today).filter(government=award_round.government_id, role=Role.JUROR)
        seated = Juror.objects.filter(round=award_round).values("user")
        people = User.objects.filter(pk__in=held.values("user")).exclude(pk__in=seated)
        units = Unit.objects.filter(government=award_round.government_id).valid_on(today)
        self.fields["user"].queryset = people.order_by("display_name", "pk")  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units.order_by(Lower("name"), "pk")  # type: ignore[attr-defined]


class ConflictForm(forms.Form):
    """An interest that a juror declares."""

    nomination = forms.ModelChoiceField(Nomination.objects.none(), label=_("Nomination"), empty_label="—")
    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("The committee reads it."))

    def __init__(self, *args: Any, nominations: Any, **kwargs: Any) -> None:
        """Offer what the juror has not declared yet."""
        super().__init__(*args, **kwargs)
        self.fields["nomination"].queryset = nominations  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a juror does not judge the nomination of a sheet."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class MarkForm(forms.Form):
    """One mark as the sheet sends it."""

    value = NumberField(low=Decimal(0), high=Decimal(100), required=False)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE, strip=False)
    version = forms.IntegerField(required=False)
    overwrite = forms.IntegerField(required=False)
    client = forms.UUIDField(required=False)
    submission = forms.UUIDField(required=False)

    @property
    def change(self) -> MarkChange:
        """Return what is to be saved, once the form is valid."""
        given = self.cleaned_data
        version = given["version"] if given["overwrite"] is None else given["overwrite"]
        return MarkChange(version or 0, given["value"], given["note"], given["submission"], given["client"])


class OrderForm(Versioned):
    """Who wins a category, where the committee orders it otherwise."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Printed in the minutes."),
    )

    def __init__(self, *args: Any, titles: Sequence[str], lines: Sequence[Line], **kwargs: Any) -> None:
        """Offer each title to everybody who has a place."""
        super().__init__(*args, **kwargs)
        placed = [line for line in lines if line.placed.place is not None]
        choices = [(line.nomination.pk, f"{line.nomination.recipient} ({line.placed.place})") for line in placed]
        self.places = [f"place_{number}" for number in range(1, len(titles) + 1)]
        for name, title in zip(self.places, titles, strict=True):
            self.fields[name] = forms.TypedChoiceField(
                label=title, choices=[("", "—"), *choices], coerce=int, empty_value=None, required=False
            )
        self.order_fields([*self.places, "reason", "version"])

    @property
    def order(self) -> list[int]:
        """Return the nominations, best first."""
        return [key for name in self.places if (key := self.cleaned_data[name]) is not None]


class MinutesForm(forms.Form):
    """What is typed for the minutes: the result is not."""

    number = forms.CharField(label=_("Number of the minutes"), max_length=80)
    date = forms.DateField(label=_("Date of the minutes"), widget=DayInput(), initial=timezone.localdate)
