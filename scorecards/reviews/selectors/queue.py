"""What waits for an evaluator: a cycle's entries, filtered and in order, and which one comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from scorecards.domain import states
from scorecards.domain.edition import Edition, Node
from scorecards.editions.selectors import edition_of
from scorecards.entries import standing
from scorecards.entries.models import Cycle, Entry, Mark
from scorecards.reviews.places import Place, Scope
from scorecards.reviews.selectors.claims import Claim, claims_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class Show(StrEnum):
    """Which entries a queue shows; the value stands in addresses."""

    WAITING = "menunggu"
    RESUBMITTED = "diperbaiki"
    HELD = "verifikasi"
    RETURNED = "dikembalikan"
    ACCEPTED = "diterima"
    NOT_SUBMITTED = "belum"
    ALL = "semua"


SHOW_LABELS: "Mapping[Show, _StrOrPromise]" = {
    Show.WAITING: _("Waiting for a decision"),
    Show.RESUBMITTED: _("Corrected, submitted again"),
    Show.HELD: _("With the verifier"),
    Show.RETURNED: _("Returned"),
    Show.ACCEPTED: _("Accepted"),
    Show.NOT_SUBMITTED: _("Not submitted yet"),
    Show.ALL: _("All"),
}
_SHOWN: Mapping[Show, Q] = {
    Show.WAITING: Q(place=Place.WAITING),
    Show.RESUBMITTED: Q(place=Place.WAITING, state=Entry.State.RESUBMITTED),
    Show.HELD: Q(place=Place.HELD),
    Show.RETURNED: Q(place=Place.RETURNED),
    Show.ACCEPTED: Q(place=Place.DECIDED),
    Show.NOT_SUBMITTED: Q(place=Place.OPEN),
    Show.ALL: Q(),
}


class Order(StrEnum):
    """How a queue is walked: unit by unit, or one criterion across all units, which keeps the eye calibrated."""

    UNIT = "opd"
    CRITERION = "kriteria"


_KEYS: Mapping[Order, tuple[str, ...]] = {
    Order.UNIT: ("unit_key", "node__position", "pk"),
    Order.CRITERION: ("node__position", "unit_key", "pk"),
}
ENTRY_JOINED = (
    "node",
    "lead",
    "scorecard__unit",
    "scorecard__government",
    "scorecard__cycle__edition",
    "scorecard__cycle__period",
)
"""What every page about entries reads with them."""
_UNIT_KEY = Coalesce(Lower("scorecard__unit__name"), Value(""))


@dataclass(frozen=True)
class Row:
    """One line of a queue; `given` is the grade that the party of the queue gave last."""

    entry: Entry
    claim: Claim
    component: Node
    given: str

    @property
    def is_resubmitted(self) -> bool:
        """Return whether it was returned before and came back."""
        return self.entry.state == Entry.State.RESUBMITTED

    @property
    def is_given(self) -> bool:
        """Return whether that grade stands."""
        return bool(self.given) and self.entry.state in states.HANDED_IN


@dataclass(frozen=True)
class Queue:
    """A cycle's entries as a reviewer wants them; `component` is the code of a group right under the root."""

    scope: Scope
    unit_id: int | None = None
    component: str = ""
    show: Show = Show.WAITING
    order: Order = Order.UNIT

    @property
    def cycle(self) -> Cycle:
        """Return the cycle."""
        return self.scope.cycle

    def entries(self) -> QuerySet[Entry]:
        """Return the entries in order, with all that a row shows joined."""
        rows = self._candidates().filter(_SHOWN[self.show]).order_by(*_KEYS[self.order])
        return rows.select_related(*ENTRY_JOINED)

    def counts(self) -> dict[Show, int]:
        """Return how many entries each choice of `show` would list, in one query."""
        found = self._candidates().aggregate(**{show.name: Count("pk", filter=_SHOWN[show]) for show in Show})
        return {show: found[show.name] for show in Show}

    def neighbours(self, entry: Entry) -> tuple[Entry | None, Entry | None]:
        """Return the entries right before and after `entry`, whether or not the queue shows it itself."""
        keys = _KEYS[self.order]
        at = Entry.objects.annotate(unit_key=_UNIT_KEY).values_list(*keys).get(pk=entry.pk)
        before = self.entries().filter(_beyond(keys, at, "lt")).reverse().first()
        return before, self.entries().filter(_beyond(keys, at, "gt")).first()

    def next_after(self, entry: Entry) -> Entry | None:
        """Return where to go on: the next entry, or else the first other one; None when the queue is done."""
        return self.neighbours(entry)[1] or self.entries().exclude(pk=entry.pk).first()

    def _candidates(self) -> QuerySet[Entry]:
        rows: QuerySet[Entry] = self.scope.placed().annotate(unit_key=_UNIT_KEY).order_by()
        if self.unit_id is not None:
            rows = rows.filter(scorecard__unit=self.unit_id)
        if self.component:
            edition = edition_of(self.cycle.edition)
            inside = [node.code for node in edition.nodes if component_of(edition, node.code).code == self.component]
            rows = rows.filter(node__code__in=inside)
        return rows


def components(edition: Edition) -> tuple[Node, ...]:
    """Return the groups right under the root."""
    return edition.children(edition.root.code)


def component_of(edition: Edition, code: str) -> Node:
    """Return the group right under the root that a node belongs to; the root is its own."""
    node = edition.node(code)
    while node.parent not in {None, edition.root.code}:
        node = edition.node(node.parent or "")
    return node


def rows_of(entries: Sequence[Entry], party: Mark.Party) -> list[Row]:
    """Return the lines for entries of one page, in four queries."""
    claims = claims_of(entries)
    given = standing.marks_by_entry([entry.pk for entry in entries], party)
    return [
        Row(
            entry=entry,
            claim=claims[entry.pk],
            component=component_of(claims[entry.pk].edition, entry.node.code),
            given=given[entry.pk].shown if entry.pk in given else "",
        )
        for entry in entries
    ]


def _beyond(keys: Sequence[str], at: Sequence[Any], side: str) -> Q:
    """Return what comes after (gt) or before (lt) a place in an order of several keys."""
    steps = []
    for depth, key in enumerate(keys):
        same = {name: at[place] for place, name in enumerate(keys[:depth])}
        steps.append(Q(**same, **{f"{key}__{side}": at[depth]}))
    return reduce(or_, steps)
