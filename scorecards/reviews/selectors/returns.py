"""What was returned: to the reviewer who returned it, and to the unit that corrects it.

A unit is told of returns alone, and only while they are with it: what became of them afterwards would say how the
review goes.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from scorecards.domain import states
from scorecards.entries import windows
from scorecards.entries.models import Entry, Mark
from scorecards.entries.windows import WindowState
from scorecards.reviews.models import Decision
from scorecards.reviews.places import Scope
from scorecards.reviews.selectors.history import standing_decisions
from scorecards.reviews.selectors.queue import ENTRY_JOINED

if TYPE_CHECKING:
    from portal.accounts.models import User

JOINED = (*ENTRY_JOINED, "scorecard__cycle__edition__instrument")


@dataclass(frozen=True)
class Returned:
    """An entry with the last return of it; `window` is the unit's time to correct it, where that was asked for."""

    entry: Entry
    decision: Decision
    window: WindowState | None = None

    @property
    def is_back(self) -> bool:
        """Return whether the unit has handed it in again."""
        return self.entry.state in states.HANDED_IN

    @property
    def party(self) -> str:
        """Return who returned it: verifier or evaluator."""
        return str(Mark.Party(self.decision.party).label)


def returned_in(scope: Scope) -> list[Returned]:
    """Return what the reviewer's party returned and did not take back, still open ones first; two queries."""
    given = Decision.objects.filter(outcome=Decision.Outcome.RETURNED, party=scope.party)
    entries = list(scope.entries.filter(pk__in=given.values("entry")).select_related(*JOINED))
    found = [
        row for row in _last_returns(entries, scope.party) if row.is_back or row.entry.state == states.State.RETURNED
    ]
    return sorted(found, key=lambda row: (row.is_back, row.decision.decided_at, row.entry.pk))


def to_correct(user: "User") -> list[Returned]:
    """Return what was returned to the user's own units and is with them, soonest due first; four queries."""
    entries = list(_with_units(user).select_related(*JOINED))
    cards = {entry.scorecard_id: entry.scorecard for entry in entries}
    open_until = windows.windows_of(cards.values(), windows.UNIT_ROLES, sorted(user.units_as(*windows.UNIT_ROLES)))
    rows = [
        Returned(row.entry, row.decision, open_until.get(row.entry.scorecard_id))
        for row in _last_returns(entries, None)
    ]
    return sorted(rows, key=_soonest)


def corrections_of(user: "User") -> Coalesce:
    """Return, as an expression, how many entries a user's units have to correct: the frame of every page asks for it
    inside a query it makes on the government.
    """
    if not user.units_as(*windows.UNIT_ROLES):
        return Coalesce(Value(0), 0)
    every = _with_units(user).order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(every.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def _with_units(user: "User") -> QuerySet[Entry]:
    own = user.units_as(*windows.UNIT_ROLES)
    return Entry.objects.led_by(own).filter(state=Entry.State.RETURNED)


def _soonest(row: Returned) -> tuple[bool, float, int, int]:
    closes = row.window.closes_at.timestamp() if row.window else 0.0
    return row.window is None, closes, row.entry.scorecard_id, row.entry.node.position


def _last_returns(entries: list[Entry], party: Mark.Party | None) -> list[Returned]:
    """Return each entry with its last return that stands, by whom is asked for; one query."""
    every: dict[int, list[Decision]] = defaultdict(list)
    for decision in Decision.objects.filter(entry__in=entries).select_related("decided_by").order_by("pk"):
        every[decision.entry_id].append(decision)
    found = []
    for entry in entries:
        returns = [
            each
            for each in standing_decisions(every[entry.pk])
            if each.outcome == Decision.Outcome.RETURNED and party in {None, each.party}
        ]
        if returns:
            found.append(Returned(entry, returns[-1]))
    return found
