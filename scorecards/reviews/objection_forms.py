"""The forms of an objection: the head's, and the second reader's."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scorecards.entries.models import EvidenceLink
from scorecards.evidence.models import Revision
from scorecards.reviews.forms import GradeForm
from scorecards.reviews.selectors.claims import Claim
from scorecards.reviews.selectors.history import pages
from scorecards.reviews.services import Pointer

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

LONGEST_WORDS = 4000


class _MarkForm(GradeForm):
    """A grade of the entry's scale, or a number where one is typed."""

    level = forms.CharField(max_length=40)

    def __init__(self, *args: Any, claim: Claim, stands: str, **kwargs: Any) -> None:
        """Offer the grades of the scale; `stands` is the mark that was fixed."""
        super().__init__(*args, **kwargs)
        self.claim = claim
        label = self.fields["level"].label
        if claim.levels:
            choices: list[tuple[str, _StrOrPromise]] = [
                (level.code, f"{level.code} {level.name}" + (f" ({_('fixed')})" if level.code == stands else ""))
                for level in claim.levels
            ]
            self.fields["level"] = forms.ChoiceField(label=label, choices=[("", "–"), *choices])
        else:
            self.fields["level"].widget.attrs["inputmode"] = "decimal"


class ObjectionForm(_MarkForm):
    """Which mark is right, why, and what shows it."""

    level = forms.CharField(label=_("The mark that is right"), max_length=40)
    grounds = forms.CharField(
        label=_("Why the mark is not right"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Say what the evaluator passed over, and on which page it stands."),
    )
    links = forms.MultipleChoiceField(
        label=_("Evidence of this entry"), required=False, widget=forms.CheckboxSelectMultiple
    )
    revision = forms.ChoiceField(label=_("Another document of your register"), required=False)
    page_from = forms.IntegerField(label=_("From page"), required=False, min_value=1, max_value=100_000)
    page_to = forms.IntegerField(label=_("To page"), required=False, min_value=1, max_value=100_000)

    def __init__(self, *args: Any, links: Iterable[EvidenceLink], register: Iterable[Revision], **kwargs: Any) -> None:
        """Offer the documents that prove the entry, and those of the register."""
        super().__init__(*args, **kwargs)
        self._links = {str(link.pk): link for link in links}
        shown, other = self.fields["links"], self.fields["revision"]
        if isinstance(shown, forms.MultipleChoiceField):
            shown.choices = [(key, _title(link)) for key, link in self._links.items()]
        if not self._links:
            del self.fields["links"]
            other.label, other.required = _("A document of your register"), True
        if isinstance(other, forms.ChoiceField):
            other.choices = [("", "–"), *((str(each.pk), each.document.title) for each in register)]

    def clean(self) -> dict[str, Any] | None:
        """Ask for a document, and for pages in order."""
        data = self.cleaned_data
        if self._links and not data.get("links") and not data.get("revision"):
            self.add_error("links", _("Choose at least one document."))
        first, last = data.get("page_from"), data.get("page_to")
        if last and (not first or last < first):
            self.add_error("page_to", _("The last page comes after the first."))
        return data

    @property
    def proofs(self) -> list[Pointer]:
        """Return the chosen documents at their pages."""
        chosen = [self._links[key] for key in self.cleaned_data.get("links", [])]
        found = [Pointer(link.revision_id, link.page_from, link.page_to) for link in chosen]
        other = self.cleaned_data.get("revision")
        if other:
            found.append(Pointer(int(other), self.cleaned_data["page_from"], self.cleaned_data["page_to"]))
        return found


class ObjectionAnswerForm(_MarkForm):
    """The mark from now on, and why."""

    level = forms.CharField(label=_("The mark from now on"), max_length=40)
    reason = forms.CharField(
        label=_("Reasons"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("The unit reads them; after this nothing changes the mark any more."),
    )


def _title(link: EvidenceLink) -> str:
    where = pages(link)
    told = _("%(title)s, p. %(pages)s") % {"title": link.revision.document.title, "pages": where}
    return str(told) if where else link.revision.document.title
