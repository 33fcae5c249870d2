"""What somebody asks a report for."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scorecards.entries.models import Scorecard
from scorecards.entries.words import title_of
from scorecards.reports.models import Report
from scorecards.reports.selectors import subjects
from scorecards.reports.selectors.subjects import EDITABLE, OF_UNITS, Subject

if TYPE_CHECKING:
    from portal.accounts.models import User

MOST_CARDS = 500


class OrderForm(forms.Form):
    """Kind, subject and file in one choice each; only what the person may have is on offer."""

    what = forms.ChoiceField(label=_("Report"))
    file_format = forms.ChoiceField(label=_("File"), choices=Report.Format.choices, initial=Report.Format.PDF)

    def __init__(self, *arguments: Any, user: "User", **options: Any) -> None:
        """Gather what is on offer: five queries and one for each kind."""
        super().__init__(*arguments, **options)
        self._found: dict[str, tuple[str, str, list[Subject]]] = {}
        groups = [_cards(user, kind) for kind in OF_UNITS]
        groups.append(_cycles(user))
        groups += [_cities(user, kind) for kind in (Report.Kind.BRIEF, Report.Kind.FOLLOW_UP)]
        choices: list[tuple[Any, Any]] = [("", _("Choose a report"))]
        for kind, offers in groups:
            if offers:
                choices.append((kind.label, [(f"{kind}:{key}", name) for key, name, _subjects in offers]))
                self._found |= {f"{kind}:{key}": (kind, name, found) for key, name, found in offers}
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a file that the kind does not come as."""
        cleaned = super().clean() or {}
        wanted = cleaned.get("what", "")
        if cleaned.get("file_format") == Report.Format.DOCX and wanted and self._found[wanted][0] not in EDITABLE:
            self.add_error("file_format", _("Only the evaluation result (LHE) comes as DOCX, because staff edit it."))
        return cleaned

    @property
    def wanted(self) -> tuple[str, str, list[Subject]]:
        """Return kind, title and subjects of a valid form."""
        kind, name, found = self._found[self.cleaned_data["what"]]
        return kind, f"{Report.Kind(kind).label}: {name}", found


Offers = tuple[Report.Kind, list[tuple[str, str, list[Subject]]]]


def _cards(user: "User", kind: Report.Kind) -> Offers:
    cards = subjects.cards_for(user, kind).select_related("unit", "cycle__edition__instrument", "cycle__period")
    found = list(cards.order_by("-cycle__period__score_year", "cycle", "unit__name", "pk")[:MOST_CARDS])
    cycles: dict[int, list[Scorecard]] = {}
    for card in found:
        cycles.setdefault(card.cycle_id, []).append(card)
    offers = [
        (f"cycle-{pk}", _("all units, %(evaluation)s (ZIP)") % {"evaluation": title_of(cards[0])}, _all(cards))
        for pk, cards in cycles.items()
        if len(cards) > 1
    ]
    return kind, offers + [(str(card.pk), f"{card.unit}, {title_of(card)}", _all([card])) for card in found]


def _all(cards: list[Scorecard]) -> list[Subject]:
    return [Subject(card.government_id, card.cycle_id, card.pk) for card in cards]


def _cycles(user: "User") -> Offers:
    found = subjects.cycles_for(user)
    return Report.Kind.RANKING, [
        (
            str(cycle.pk),
            f"{cycle.edition.instrument.name} {cycle.period.score_year}",
            [Subject(cycle.government_id, cycle.pk)],
        )
        for cycle in found
    ]


def _cities(user: "User", kind: Report.Kind) -> Offers:
    week = subjects.monday_of(timezone.localdate()) if kind == Report.Kind.BRIEF else None
    found = subjects.governments_for(user, kind)
    return kind, [(str(city.pk), str(city), [Subject(city.pk, week=week)]) for city in found]
