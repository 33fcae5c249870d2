"""Finding scorecards in a long list: what the address of the list asks for, and what there is to choose from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scorecards.entries.models import Scorecard

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrOrPromise

    Choices = list[tuple[str, "_StrOrPromise"]]

LONGEST_WORDS = 100


@dataclass(frozen=True)
class Wanted:
    """What the reader wants to see: `tahun`, `evaluasi`, `status` and `cari` of the address; empty is everything."""

    year: str = ""
    instrument: str = ""
    status: str = ""
    words: str = ""

    @classmethod
    def of(cls, address: Mapping[str, str]) -> "Wanted":
        """Read an address; what makes no sense finds nothing rather than everything."""
        return cls(
            address.get("tahun", ""),
            address.get("evaluasi", ""),
            address.get("status", ""),
            address.get("cari", "").strip()[:LONGEST_WORDS],
        )

    def among(self, cards: "QuerySet[Scorecard]", *, told_in: Collection[int]) -> "QuerySet[Scorecard]":
        """Keep the scorecards that are wanted; words are looked for in the unit's names.

        A status tells how the review goes, so it finds only in the governments where the reader may know that.
        """
        if self.year:
            is_year = self.year.isascii() and self.year.isdecimal() and len(self.year) == 4
            cards = cards.filter(cycle__period__score_year=int(self.year)) if is_year else cards.none()
        if self.instrument:
            cards = cards.filter(cycle__edition__instrument__code=self.instrument)
        if self.status:
            cards = cards.filter(status=self.status, government__in=told_in)
        for word in self.words.split():
            cards = cards.filter(Q(unit__name__icontains=word) | Q(unit__short_name__icontains=word))
        return cards

    @property
    def is_everything(self) -> bool:
        """Return whether nothing is left out."""
        return self == Wanted()


@dataclass
class Offer:
    """The years and evaluations that the reader's scorecards are of, newest year first."""

    years: list[int] = field(default_factory=list)
    instruments: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, cards: "QuerySet[Scorecard]") -> "Offer":
        """Ask once for all that there is."""
        pairs = cards.order_by("-cycle__period__score_year", "cycle__edition__instrument__name").values_list(
            "cycle__period__score_year", "cycle__edition__instrument__code", "cycle__edition__instrument__name"
        )
        offer = cls()
        for year, code, name in pairs.distinct():
            if year not in offer.years:
                offer.years.append(year)
            offer.instruments.setdefault(code, name)
        return offer


class ListForm(forms.Form):
    """The filters above the list."""

    cari = forms.CharField(
        label=_("Unit"), required=False, max_length=LONGEST_WORDS, widget=forms.TextInput({"type": "search"})
    )
    tahun = forms.ChoiceField(label=_("Score year"), required=False)
    evaluasi = forms.ChoiceField(label=_("Evaluation"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)

    def __init__(self, wanted: Wanted, offer: Offer, *, with_status: bool) -> None:
        """Show what is chosen among what there is."""
        chosen = {
            "cari": wanted.words,
            "tahun": wanted.year,
            "evaluasi": wanted.instrument,
            "status": wanted.status,
        }
        super().__init__(initial=chosen, auto_id="filter-%s")
        years = [(str(year), str(year)) for year in offer.years]
        self._offer("tahun", [("", _("All years")), *years])
        self._offer("evaluasi", [("", _("All evaluations")), *offer.instruments.items()])
        self._offer("status", [("", _("Any status")), *Scorecard.Status.choices])
        if not with_status:
            del self.fields["status"]

    def _offer(self, name: str, choices: "Choices") -> None:
        chooser = self.fields[name]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = choices
