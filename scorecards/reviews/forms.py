"""What evaluators send: a grade with a note, a reason, and what they want to see."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from scorecards.domain.numbers import plain
from scorecards.entries.typed import Unreadable, read_number
from scorecards.reviews.selectors.claims import Claim
from scorecards.reviews.selectors.queue import Order, Queue
from scorecards.reviews.selectors.slices import Places

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

REASONS: tuple[tuple[str, "_StrOrPromise"], ...] = (
    ("unreadable", _("The document cannot be opened or read.")),
    ("page", _("The page that proves it is not marked, or is the wrong one.")),
    ("criterion", _("The document does not show what the criterion asks for.")),
    ("period", _("The document is about another year.")),
    ("unsigned", _("The document is not final: signature, date or number is missing.")),
    ("incomplete", _("Evidence is missing for some of the criteria called fulfilled.")),
    ("grade", _("The grade does not fit the criteria that are fulfilled.")),
)
"""What is written most often when something is returned."""
Choices = Sequence[tuple[object, "_StrOrPromise"]]


class _SeenForm(forms.Form):
    """What the page showed: the version of the unit's mark, the last decision, and when."""

    id_prefix = "seen"

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seen_decision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    opened_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep the hidden fields apart from those of the other form on the page."""
        kwargs.setdefault("auto_id", f"{self.id_prefix}-%s")
        super().__init__(*args, **kwargs)

    @property
    def seen(self) -> dict[str, int]:
        """Return the two tokens as a service takes them."""
        return {key: self.cleaned_data[key] for key in ("seen_version", "seen_decision")}

    @property
    def opened(self) -> datetime | None:
        """Return when the page was opened, if the form says so."""
        found = self.cleaned_data.get("opened_at")
        return found if isinstance(found, datetime) else None


class GradeForm(forms.Form):
    """Any form with a field `level`: a grade of the claim's scale, or a number where one is typed."""

    claim: Claim

    def clean_level(self) -> str:
        """Read a typed number by the one parser, and write it plainly."""
        text = str(self.cleaned_data["level"]).strip()
        if self.claim.levels:
            return text
        try:
            return plain(read_number(self.claim.edition.scale_of(self.claim.node), text))
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error


class AcceptForm(_SeenForm, GradeForm):
    """A grade of the entry's scale, and why it is not the one that was claimed."""

    id_prefix = "accept"
    level = forms.ChoiceField(label=_("Grade"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, strip=True, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        """Offer the grades of the claim's scale."""
        super().__init__(*args, **kwargs)
        self.claim = claim
        if not claim.levels:
            self.fields["level"] = forms.CharField(label=_("Value"), max_length=40)
            return
        field = self.fields["level"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(level.code, f"{level.code} {level.name}") for level in claim.levels]


class ReturnForm(_SeenForm):
    """Why an entry is returned: usual reasons, own words, or both."""

    id_prefix = "return"
    reason = forms.MultipleChoiceField(
        label=_("Reason"), required=False, choices=REASONS, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("In your own words"), required=False, max_length=4000, strip=True, widget=forms.Textarea({"rows": 3})
    )

    @property
    def text(self) -> str:
        """Return all that was chosen and written, a line each."""
        chosen = [str(words) for code, words in REASONS if code in self.cleaned_data["reason"]]
        return "\n".join([*chosen, *filter(None, [self.cleaned_data["words"].strip()])])


class SliceForm(forms.Form):
    """A verifier, the parts of the instrument, and at which units; none means all."""

    person = forms.ModelChoiceField(label=_("Verifier"), queryset=User.objects.none(), empty_label=_("Choose a person"))
    components = forms.MultipleChoiceField(label=_("Parts of the instrument"), widget=forms.CheckboxSelectMultiple)
    units = forms.MultipleChoiceField(
        label=_("Units"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none to assign all units."),
    )

    def __init__(self, *args: Any, people: "list[User]", places: Places, **kwargs: Any) -> None:
        """Offer who is verifier today, and the parts and units of the cycle."""
        super().__init__(*args, **kwargs)
        self._places = places
        person, components, units = (self.fields[name] for name in ("person", "components", "units"))
        if isinstance(person, forms.ModelChoiceField):
            keys = [user.pk for user in people]
            person.queryset = User.objects.filter(pk__in=keys).order_by("display_name", "pk")
        if isinstance(components, forms.MultipleChoiceField):
            components.choices = [(node.code, f"{node.code} {node.name}") for node in places.components]
        if isinstance(units, forms.MultipleChoiceField):
            units.choices = [(unit.pk, unit.name) for unit in places.units]

    @property
    def node_ids(self) -> list[int]:
        """Return the graded nodes of the chosen components."""
        return [pk for code in self.cleaned_data["components"] for pk in self._places.nodes[code]]


class ReleaseForm(forms.Form):
    """The deliberate yes to a release, and the days of objections; with open entries it takes a second yes."""

    objection_days = forms.IntegerField(
        label=_("Days in which a head may object to a mark"), min_value=1, max_value=60, initial=7
    )
    answer_days = forms.IntegerField(
        label=_("Days for the second reader's answer"), min_value=1, max_value=60, initial=14
    )

    incomplete = forms.BooleanField(
        label=_("Release although not every mark is fixed; what is fixed later is visible to the unit at once.")
    )

    def __init__(self, *args: Any, is_complete: bool, **kwargs: Any) -> None:
        """Ask about open entries only when there are some."""
        super().__init__(*args, **kwargs)
        if is_complete:
            del self.fields["incomplete"]


class QueueForm(forms.Form):
    """The filters above a queue, showing what is chosen; `parse_queue` reads the address itself."""

    siklus = forms.ChoiceField(label=_("Cycle"), required=False)
    opd = forms.ChoiceField(label=_("Unit"), required=False)
    komponen = forms.ChoiceField(label=_("Component"), required=False)
    urut = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[(Order.UNIT.value, _("Unit by unit")), (Order.CRITERION.value, _("Criterion by criterion"))],
    )
    tampil = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, queue: Queue, *, cycles: Choices, units: Choices, components: Choices) -> None:
        """Offer the cycles, units and components that there are; one cycle alone is no choice."""
        chosen = {
            "siklus": queue.cycle.pk,
            "opd": queue.unit_id,
            "komponen": queue.component,
            "urut": queue.order.value,
            "tampil": queue.show.value,
        }
        super().__init__(initial=chosen, auto_id="filter-%s")
        self._offer("siklus", cycles)
        self._offer("opd", [("", _("All units")), *units])
        self._offer("komponen", [("", _("All components")), *components])
        if len(cycles) == 1:
            self.fields["siklus"].widget = forms.HiddenInput()

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)
