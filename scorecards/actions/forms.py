"""What people type about actions."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.common.fields import NumberField
from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.actions.models import CITY_PLANNERS, Action, Progress, Recommendation
from scorecards.actions.selectors import targets_of
from scorecards.actions.services import ActionPlan, Report
from scorecards.actions.themes import themes_of
from scorecards.domain.action_plan import QUARTERS, total_fits
from scorecards.editions.models import Edition, Node

if TYPE_CHECKING:
    from portal.accounts.models import User

MOST = Decimal(10) ** 13
LONGEST_NOTE = 4_000
RB = "rb"


class DateInput(forms.DateInput):
    """A browser's own date field, which speaks ISO whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        """Write the value as the browser wants it."""
        super().__init__(format="%Y-%m-%d")


def number(label: Any, *, money: bool = False) -> NumberField:
    """Return a field for a target or an amount of money."""
    return NumberField(low=Decimal(0), high=MOST, money=money, label=label, required=False)


class ActionForm(forms.Form):
    """The plan of one action."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Action.Kind.choices)
    score_year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    title = forms.CharField(label=_("What is done"), max_length=250, widget=forms.Textarea(attrs={"rows": 2}))
    theme = forms.ChoiceField(
        label=_("Theme"), required=False, help_text=_("Only for rencana aksi RB Tematik; the list goes by year.")
    )
    node = forms.ModelChoiceField(
        Node.objects.none(), label=_("RB indicator that it serves"), required=False, empty_label="—"
    )
    output = forms.CharField(label=_("Output"), max_length=250, required=False)
    indicator = forms.CharField(label=_("Output indicator"), max_length=250, required=False)
    measure = forms.CharField(
        label=_("Unit of measure"), max_length=60, required=False, help_text=_("For example dokumen, kegiatan, persen.")
    )
    adds_up = forms.TypedChoiceField(
        label=_("How the quarters count"),
        choices=[("1", _("They add up (dokumen, kegiatan)")), ("0", _("Each is the level reached (persen, indeks)"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
    )
    target_q1 = number(_("Target TW1"))
    target_q2 = number(_("Target TW2"))
    target_q3 = number(_("Target TW3"))
    target_q4 = number(_("Target TW4"))
    target_total = number(_("Total target"))
    budget = number(_("Budget (Rp)"), money=True)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Carried out by (pelaksana)"), empty_label="—")
    coordinator = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Coordinated by (koordinator)"), required=False, empty_label="—"
    )
    contributors = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Units that help"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("They see the action among their tasks. Hold Ctrl to pick several."),
    )
    due_date = forms.DateField(label=_("Due"), widget=DateInput())
    recommendation = forms.ModelChoiceField(
        Recommendation.objects.none(), required=False, widget=forms.HiddenInput, label=_("Recommendation")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, government: Government, user: "User", year: int, **kwargs: Any) -> None:
        """Offer the units, the themes and the indicators of this government and year."""
        super().__init__(*args, **kwargs)
        self.government, self.user = government, user
        units = Unit.objects.filter(government=government).valid_on(timezone.localdate()).order_by(Lower("name"), "pk")
        for name in ("unit", "coordinator", "contributors"):
            self._offer(name, units)
        self._offer("node", rb_nodes())
        self._offer("recommendation", Recommendation.objects.visible_to(user).filter(government=government))
        theme = self.fields["theme"]
        if isinstance(theme, forms.ChoiceField):
            theme.choices = [("", "—"), *themes_of(year).names.items()]

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """Check what one field says about another."""
        cleaned = super().clean() or self.cleaned_data
        is_thematic = cleaned.get("kind") == Action.Kind.RB_THEMATIC
        if is_thematic and not cleaned.get("theme"):
            self.add_error("theme", gettext("A thematic action needs its theme."))
        if not is_thematic:
            cleaned["theme"] = ""
        if cleaned.get("kind") == Action.Kind.FOLLOW_UP and not cleaned.get("recommendation"):
            self.add_error("kind", gettext("A follow-up is begun from its recommendation: open the matrix first."))
        if cleaned.get("coordinator") and cleaned["coordinator"] == cleaned.get("unit"):
            self.add_error("coordinator", gettext("The coordinator is another unit; leave it empty for your own."))
        self._check_own(cleaned)
        self._check_total(cleaned)
        return cleaned

    def _check_own(self, cleaned: dict[str, Any]) -> None:
        """A head plans what the own unit carries out or coordinates."""
        if self.government.pk in self.user.governments_as(*CITY_PLANNERS):
            return
        named = {row.pk for row in (cleaned.get("unit"), cleaned.get("coordinator")) if row}
        if named and named.isdisjoint(self.user.units_as(Role.HEAD)):
            self.add_error("unit", gettext("Your own unit carries it out or coordinates it."))

    def _check_total(self, cleaned: dict[str, Any]) -> None:
        targets = {quarter: cleaned.get(f"target_q{quarter}") for quarter in QUARTERS}
        if not total_fits(targets, cleaned.get("target_total"), adds_up=cleaned.get("adds_up", True)):
            self.add_error("target_total", gettext("The quarters do not come to this total."))

    def plan(self) -> ActionPlan:
        """Return what was typed as a plan."""
        given = self.cleaned_data
        same = ("score_year", "title", "unit", "due_date", "output", "indicator", "measure", "adds_up")
        more = ("target_total", "budget", "coordinator", "node", "theme", "recommendation")
        return ActionPlan(
            **{name: given[name] for name in (*same, *more)},
            kind=Action.Kind(given["kind"]),
            targets={quarter: given[f"target_q{quarter}"] for quarter in QUARTERS},
            contributors=tuple(given["contributors"]),
        )


def initial_of(action: Action) -> dict[str, Any]:
    """Return what the form shows for an action that stands already."""
    same = ("kind", "score_year", "title", "theme", "output", "indicator", "measure", "due_date", "version")
    numbers = ("target_total", "budget", *(f"target_q{quarter}" for quarter in QUARTERS))
    related = ("node", "unit", "coordinator", "recommendation")
    return {
        **{name: getattr(action, name) for name in (*same, *numbers)},
        **{name: getattr(action, f"{name}_id") for name in related},
        "adds_up": "1" if action.adds_up else "0",
        "contributors": [row.unit_id for row in action.helpers.all()],
    }


def rb_nodes() -> QuerySet[Node]:
    """Return the indicators of the newest RB edition."""
    newest = Edition.objects.filter(instrument__code=RB, status=Edition.Status.PUBLISHED).order_by("-code")[:1]
    return Node.objects.filter(edition__in=newest.values("pk"), is_answerable=True).order_by("position")


class ReportForm(forms.Form):
    """What is reported for the four quarters."""

    def __init__(self, *args: Any, action: Action, progress: dict[int, Progress], **kwargs: Any) -> None:
        """Make three fields a quarter."""
        super().__init__(*args, **kwargs)
        self.targets = targets_of(action)
        for quarter in QUARTERS:
            row = progress.get(quarter)
            names = {"quarter": quarter}
            self.fields[f"value-{quarter}"] = NumberField(
                low=Decimal(0),
                high=MOST,
                required=False,
                label=_("Realisation TW%(quarter)s") % names,
                initial=row.value if row else None,
            )
            self.fields[f"note-{quarter}"] = forms.CharField(
                required=False,
                max_length=LONGEST_NOTE,
                label=_("Note TW%(quarter)s") % names,
                initial=row.note if row else "",
                widget=forms.Textarea(attrs={"rows": 1}),
            )
            self.fields[f"version-{quarter}"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=row.version if row else 0
            )

    def reports(self) -> list[Report]:
        """Return what was typed."""
        given = self.cleaned_data
        return [
            Report(q, given[f"value-{q}"], given[f"note-{q}"].replace("\r\n", "\n"), given[f"version-{q}"] or 0)
            for q in QUARTERS
        ]


class ProofForm(forms.Form):
    """A document for a quarter: one of the register, or a new file."""

    quarter = forms.TypedChoiceField(label=_("Quarter"), choices=[(q, f"TW{q}") for q in QUARTERS], coerce=int)
    revision = forms.TypedChoiceField(
        label=_("From the register"), required=False, coerce=int, empty_value=None, choices=[("", "—")]
    )
    file = forms.FileField(label=_("Or a new file"), required=False, allow_empty_file=True)
    title = forms.CharField(label=_("Title of the new file"), required=False, max_length=200)
    page_from = forms.IntegerField(label=_("From page"), required=False, min_value=1)
    page_to = forms.IntegerField(label=_("To page"), required=False, min_value=1)

    def __init__(self, *args: Any, documents: list[tuple[int, str]], **kwargs: Any) -> None:
        """Offer the documents that the owner may use."""
        super().__init__(*args, **kwargs)
        field = self.fields["revision"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "—"), *documents]

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("revision") and not cleaned.get("file") and not self.errors:
            self.add_error("revision", gettext("Pick a document, or choose a file."))
        return cleaned
