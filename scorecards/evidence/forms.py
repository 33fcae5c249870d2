"""What is said about a document beside its bytes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.units.models import Government, Unit
from scorecards.evidence.document_kinds import DocumentKind
from scorecards.evidence.models import Document
from scorecards.evidence.services import Facts

FIRST_YEAR, LAST_YEAR = 1990, 2100
CITY = "kota"
LONGEST_WORDS = 1_000


class FactsForm(forms.Form):
    """Title, kind, years, expiry and who may see it."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of document"), choices=DocumentKind)
    year_from = forms.IntegerField(
        label=gettext_lazy("About year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    year_to = forms.IntegerField(
        label=gettext_lazy("to year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    expires_on = forms.DateField(
        label=gettext_lazy("In force until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Leave empty when it does not expire. A month before, the portal reminds of it."),
    )
    confidentiality = forms.ChoiceField(
        label=gettext_lazy("Who may see it"),
        choices=Document.Confidentiality,
        initial=Document.Confidentiality.INTERNAL,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        given = super().clean() or {}
        first, last = given.get("year_from"), given.get("year_to")
        if first and last and last < first:
            self.add_error("year_to", _("The period ends before it begins."))
        return given

    def facts(self) -> Facts:
        """Return what was said."""
        given = self.cleaned_data
        first, last = given["year_from"], given["year_to"] or given["year_from"]
        return Facts(
            title=given["title"],
            kind=given["kind"],
            covers_from=date(first, 1, 1) if first else None,
            covers_to=date(last, 12, 31) if last else None,
            expires_on=given["expires_on"],
            confidentiality=given["confidentiality"] or Document.Confidentiality.INTERNAL,
        )

    @classmethod
    def initial_of(cls, document: Document) -> dict[str, Any]:
        """Return what is known of a document."""
        return {
            "title": document.title,
            "kind": document.kind,
            "year_from": document.covers_from.year if document.covers_from else None,
            "year_to": document.covers_to.year if document.covers_to else None,
            "expires_on": document.expires_on,
            "confidentiality": document.confidentiality,
        }


class AddForm(FactsForm):
    """A new document: its file, its owner, and what is known of it; an empty title is made of the file's name."""

    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)
    owner = forms.ChoiceField(label=gettext_lazy("Register"))

    def __init__(self, *args: Any, units: Iterable[Unit], city: Government | None, **kwargs: Any) -> None:
        """Offer the registers that the person looks after."""
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        self.city = city
        choices = [(key, unit.name) for key, unit in self.units.items()]
        if city is not None:
            choices.append((CITY, _("City register: for every unit")))
        field = self.fields["owner"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        self.fields["title"].required = False
        kind = self.fields["kind"]
        kind.required = False
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [("", _("by its title")), *DocumentKind.choices]
        self.fields["confidentiality"].required = False

    @property
    def unit(self) -> Unit | None:
        """Return the unit whose register was chosen, None for the city's."""
        return self.units.get(self.cleaned_data["owner"])


class RevisionForm(forms.Form):
    """The next state of a document."""

    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)


class AskForm(forms.Form):
    """A request for another unit's document, in words."""

    asker = forms.ChoiceField(label=gettext_lazy("For my unit"))
    owner = forms.ChoiceField(label=gettext_lazy("Ask this unit"))
    words = forms.CharField(
        label=gettext_lazy("Which document, and what for"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The other unit reads this, picks the document and lets you use it, or says why not."),
    )

    def __init__(self, *args: Any, own: Iterable[Unit], others: Iterable[Unit], **kwargs: Any) -> None:
        """Offer the units of the city."""
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in (*own, *others)}
        for name, units in (("asker", own), ("owner", others)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "—"), *((str(unit.pk), unit.name) for unit in units)]
        if len(list(own)) == 1:
            self.fields["asker"].widget = forms.HiddenInput()
            self.fields["asker"].initial = next(str(unit.pk) for unit in own)

    def unit(self, name: str) -> Unit:
        """Return a chosen unit."""
        return self.units[self.cleaned_data[name]]


class AnswerForm(forms.Form):
    """The owner's answer to a request: a document, or none."""

    document = forms.IntegerField(required=False)
    answer = forms.CharField(required=False, max_length=LONGEST_WORDS)


class ReasonForm(forms.Form):
    """Why a grant ends."""

    reason = forms.CharField(required=False, max_length=LONGEST_WORDS)
