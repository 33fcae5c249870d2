"""What people type about rankings."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.fields import NumberField
from scorecards.actions.forms import DateInput
from scorecards.domain.edition import Node
from scorecards.domain.effort import EACH_POINT, Part
from scorecards.rankings.selectors.climb import Climb
from scorecards.rankings.services.efforts import MOST_DAYS


class AcceptForm(forms.Form):
    """Until when the steps of a plan are to be done, and which plan was shown."""

    due_date = forms.DateField(label=_("Done by"), widget=DateInput())
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=32)


class EffortForm(forms.Form):
    """Working days for every step that a plan may contain; an empty field leaves it to what is observed or assumed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, climb: Climb, version: int = 0) -> None:
        """Ask for the steps of these criteria, those of the plan before the others."""
        super().__init__(data, initial={"version": version})
        known = climb.efforts.estimated
        planned = {step.move.node: {part.to for part in step.move.parts} for step in climb.steps or ()}
        self.asked: list[Asked] = []
        for node, parts in climb.open_parts:
            each = parts if climb.edition.scale_of(node).levels else (replace(parts[0], to=EACH_POINT),)
            for place, part in enumerate(each):
                name = f"days-{node.code}-{part.to}"
                words = {"code": node.code, "to": part.to}
                days = known.get((node.code, part.to))
                self.fields[name] = NumberField(
                    low=Decimal(0),
                    high=MOST_DAYS,
                    required=False,
                    label=_("%(code)s: days to %(to)s") % words if part.to else _("%(code)s: days a point") % words,
                    initial=None if days is None else Decimal(days.numerator) / days.denominator,
                )
                is_planned = part.to in planned.get(node.code, ()) or (not part.to and node.code in planned)
                self.asked.append(Asked(node, part, self[name], is_planned=is_planned, is_first=place == 0))

    @property
    def groups(self) -> list[tuple[bool, list["Asked"]]]:
        """Return the steps of the plan, then all others."""
        parts = [(is_planned, [one for one in self.asked if one.is_planned == is_planned]) for is_planned in _BOTH]
        return [(is_planned, asked) for is_planned, asked in parts if asked]

    def days(self) -> dict[tuple[str, str], Decimal | None]:
        """Return what was typed by node and answer."""
        return {(one.node.code, one.part.to): self.cleaned_data[one.field.name] for one in self.asked}


@dataclass(frozen=True)
class Asked:
    """One step that can be estimated: the days that count now, and the field."""

    node: Node
    part: Part
    field: forms.BoundField
    is_planned: bool
    is_first: bool


_BOTH = (True, False)


class PublishedForm(forms.Form):
    """A table of published results."""

    file = forms.FileField(
        label=_("Filled in table"),
        help_text=_(".csv, .xlsx or .ods, at most 10 MB and 5.000 rows."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the table first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.ods"}),
    )
