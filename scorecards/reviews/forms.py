"""What evaluators send: a grade with a note, a reason, and what they want to see."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scorecards.entries.models import Cycle
from scorecards.reviews.selectors.claims import Claim
from scorecards.reviews.selectors.queue import SHOW_LABELS, Order, Queue, Show

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


class _SeenForm(forms.Form):
    """What the page showed: the version of the unit's mark, the last decision, and when."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seen_decision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    opened_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep the hidden fields apart from those of the other form on the page."""
        kwargs.setdefault("auto_id", f"{self.id_prefix}-%s")
        super().__init__(*args, **kwargs)

    id_prefix = "seen"

    @property
    def seen(self) -> dict[str, int]:
        """Return the two tokens as a service takes them."""
        return {key: self.cleaned_data[key] for key in ("seen_version", "seen_decision")}


class AcceptForm(_SeenForm):
    """A grade of the entry's scale, and why it is not the one that was claimed."""

    id_prefix = "accept"
    level = forms.ChoiceField(label=_("Grade"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, strip=True, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        """Offer the grades of the claim's scale."""
        super().__init__(*args, **kwargs)
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


class ReleaseForm(forms.Form):
    """The deliberate yes to a release; with open entries it takes a second one."""

    incomplete = forms.BooleanField(
        label=_("Release although not every mark is fixed; what is fixed later is visible to the unit at once.")
    )

    def __init__(self, *args: Any, is_complete: bool, **kwargs: Any) -> None:
        """Ask about open entries only when there are some."""
        super().__init__(*args, **kwargs)
        if is_complete:
            del self.fields["incomplete"]


class QueueForm(forms.Form):
    """What of a cycle's queue to show; whatever cannot be read counts as not chosen."""

    opd = forms.TypedChoiceField(label=_("Unit"), required=False, coerce=int, empty_value=None)
    komponen = forms.ChoiceField(label=_("Component"), required=False)
    tampil = forms.ChoiceField(
        label=_("Show"), required=False, choices=[(show.value, SHOW_LABELS[show]) for show in Show]
    )
    urut = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[(Order.UNIT.value, _("Unit by unit")), (Order.CRITERION.value, _("Criterion by criterion"))],
    )

    def __init__(
        self, data: Mapping[str, Any], *, cycle: Cycle, units: list[tuple[int, str]], components: list[tuple[str, str]]
    ) -> None:
        """Offer the units and components of the cycle."""
        super().__init__(data, auto_id="filter-%s")
        self.cycle = cycle
        for name, choices, everything in (
            ("opd", units, _("All units")),
            ("komponen", components, _("All components")),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", everything), *choices]

    def queue(self) -> Queue:
        """Return the queue that was asked for."""
        self.is_valid()
        chosen = self.cleaned_data
        return Queue(
            cycle=self.cycle,
            unit_id=chosen.get("opd"),
            component=chosen.get("komponen") or "",
            show=Show(chosen.get("tampil") or Show.WAITING),
            order=Order(chosen.get("urut") or Order.UNIT),
        )


def moment(form: _SeenForm) -> datetime | None:
    """Return when the page was opened, if the form says so."""
    found = form.cleaned_data.get("opened_at")
    return found if isinstance(found, datetime) else None
