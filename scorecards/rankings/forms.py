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
from scorecards.domain.target import HIGHEST_RANK, Step, TargetPlan, quarter_end
from scorecards.editions.models import Instrument
from scorecards.rankings.models import Target
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


class RankField(forms.IntegerField):
    """A rank, from 1."""

    def __init__(self, **options: Any) -> None:
        """Ask for digits on a phone."""
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "input--number", "autocomplete": "off"})
        super().__init__(min_value=1, max_value=HIGHEST_RANK, widget=widget, **options)


class TargetForm(forms.Form):
    """A wished rank and the path to it. `shown` is the plan whose preview the person has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    instrument = forms.ModelChoiceField(
        Instrument.objects.order_by("name"), label=_("Evaluation"), to_field_name="code", empty_label="—"
    )
    score_year = forms.IntegerField(label=_("Score year"), min_value=2000, max_value=2100)
    start_rank = RankField(label=_("Where we stand: rank"), help_text=_("As the authority published it last."))
    goal_rank = RankField(label=_("Target: rank"), help_text=_("To be held by the end of the score year."))
    q1 = RankField(label=_("By 31 March: rank"), required=False)
    q2 = RankField(label=_("By 30 June: rank"), required=False)
    q3 = RankField(label=_("By 30 September: rank"), required=False)
    source = forms.CharField(
        label=_("Who asked for it, and where is that written"),
        help_text=_("A decree, minutes, or a web address. Kept in the history, with your name."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, fixed: Target | None = None, **kwargs: Any) -> None:
        """Let instrument and year be chosen, unless the target stands already."""
        super().__init__(*args, **kwargs)
        if fixed is not None:
            del self.fields["instrument"], self.fields["score_year"]
        self.fixed = fixed

    @property
    def chosen(self) -> Instrument:
        """Return what the target is about."""
        chosen: Instrument = self.fixed.instrument if self.fixed else self.cleaned_data["instrument"]
        return chosen

    @property
    def year(self) -> int:
        """Return the score year."""
        year: int = self.fixed.period.score_year if self.fixed else self.cleaned_data["score_year"]
        return year

    def clean(self) -> dict[str, Any]:
        """Name the first rank that would lead back."""
        cleaned: dict[str, Any] = super().clean() or {}
        before = cleaned.get("start_rank")
        for name in ("q1", "q2", "q3", "goal_rank"):
            rank = cleaned.get(name)
            if rank is None:
                continue
            if before is not None and rank > before:
                said = {"rank": rank, "before": before}
                self.add_error(
                    name, _("Rank %(rank)s is worse than rank %(before)s before it; a path only leads up.") % said
                )
                break
            before = rank
        return cleaned

    def plan(self) -> TargetPlan:
        """Return the plan that was typed."""
        given = [(quarter, self.cleaned_data[name]) for quarter, name in enumerate(("q1", "q2", "q3"), start=1)]
        given.append((4, self.cleaned_data["goal_rank"]))
        steps = tuple(Step(quarter_end(self.year, quarter), rank) for quarter, rank in given if rank is not None)
        return TargetPlan(self.cleaned_data["start_rank"], self.cleaned_data["goal_rank"], steps)

    def shape(self) -> str:
        """Return a word that differs where a preview would."""
        plan = self.plan()
        ranks = "-".join(str(rank) for rank in (plan.start_rank, *(step.rank for step in plan.steps)))
        days = "-".join(f"{step.due_on:%m}" for step in plan.steps)
        return f"{self.chosen.code}/{self.year}/{ranks}/{days}"


def initial_of(target: Target) -> dict[str, Any]:
    """Return what the form shows of a target that stands."""
    ranks = {step.due_on: step.rank for step in target.path}
    year = target.period.score_year
    return {
        "version": target.version,
        "start_rank": target.start_rank,
        "goal_rank": target.goal_rank,
        "source": target.source,
        **{f"q{quarter}": ranks.get(quarter_end(year, quarter)) for quarter in (1, 2, 3)},
    }
