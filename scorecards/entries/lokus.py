"""What an authority announced for each service unit (lokus) that it looked at: items of the government's scorecard.

A value counts as sourced when it says which page or document announced it; else it shows as not verified.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db.models import Prefetch

from scorecards.domain.edition import Edition, Node, NodeKind
from scorecards.domain.numbers import plain
from scorecards.domain.scoring import Outcome, score
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Item, Mark, Scorecard
from scorecards.entries.words import title_of

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import QuerySet


@dataclass(frozen=True)
class Announced:
    """One lokus with the value that was announced for it, and who says so."""

    item: Item
    mark: Mark

    @property
    def value(self) -> "Decimal | None":
        """Return the value as it was announced."""
        return self.mark.value

    @property
    def is_sourced(self) -> bool:
        """Return whether a page or document backs it."""
        return bool(self.mark.source)

    @property
    def address(self) -> str:
        """Return the source where it is a web address, nothing for any other source."""
        return self.mark.source if urlsplit(self.mark.source).scheme in {"http", "https"} else ""

    @property
    def host(self) -> str:
        """Return the host of the address."""
        return urlsplit(self.address).netloc.removeprefix("www.")

    @property
    def title(self) -> str:
        """Return instrument and year."""
        return title_of(self.item.scorecard)


def lokus_field(edition: Edition) -> tuple[Node, Node] | None:
    """Return the group of lokus and the value that is announced of each; None where an edition has none."""
    for group in edition.nodes:
        if group.kind is NodeKind.REPEATING:
            fields = edition.children(group.code)
            if len(fields) == 1 and fields[0].kind is NodeKind.EXTERNAL:
                return group, fields[0]
    return None


def announced_on(scorecard: Scorecard) -> list[Announced]:
    """Return what was announced for each lokus of a government's scorecard, in the order of names; two queries."""
    return _announced(Item.objects.filter(scorecard=scorecard))


def announced_for(scorecard: Scorecard) -> list[Announced]:
    """Return what authorities announced for the unit of a scorecard in the same year; two queries at most."""
    if scorecard.unit_id is None:
        return []
    year = scorecard.cycle.period_id
    return _announced(Item.objects.filter(unit=scorecard.unit_id, scorecard__cycle__period=year))


def mean_of(edition: Edition, found: list[Announced]) -> Outcome:
    """Return the government's value as the one engine works it out."""
    fields = lokus_field(edition)
    if fields is None:
        return score(edition, {})
    group, field = fields
    items = [{field.code: None if one.value is None else plain(one.value)} for one in found]
    return score(edition, {group.code: items})


def lokus_edition(scorecard: Scorecard) -> Edition | None:
    """Return the edition of a scorecard whose lokus are announced, None for any other scorecard."""
    if scorecard.unit_id is not None:
        return None
    edition = edition_of(scorecard.cycle.edition)
    return edition if lokus_field(edition) is not None else None


def _announced(items: "QuerySet[Item]") -> list[Announced]:
    marks = Prefetch("entries__marks", Mark.objects.filter(party=Mark.Party.EXTERNAL).order_by("pk"))
    related = items.select_related("unit", "scorecard__cycle__edition__instrument", "scorecard__cycle__period")
    rows = related.defer("scorecard__cycle__edition__document").prefetch_related("entries", marks)
    return [
        Announced(item, mark)
        for item in rows.order_by("title", "pk")
        for entry in item.entries.all()
        for mark in entry.marks.all()
        if mark.value is not None
    ]
