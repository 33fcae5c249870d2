"""Where an entry lies as one party sees it: waiting for it, held by somebody before it, done, or with the unit."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from scorecards.domain import states
from scorecards.domain.states import State
from scorecards.entries.models import Cycle, Entry, Mark
from scorecards.reviews.models import Assignment, Decision

Party = Mark.Party


class Place(StrEnum):
    """Where an entry lies for a party."""

    DECIDED = "decided"
    WAITING = "waiting"
    HELD = "held"
    RETURNED = "returned"
    OPEN = "open"


@dataclass(frozen=True)
class Scope:
    """What one reviewer sees of a cycle: as which party, and which entries; nothing else is read or counted.

    `holds`: verifiers still have time, so what they have not verified is held for the evaluator.
    """

    cycle: Cycle
    party: Mark.Party
    entries: QuerySet[Entry]
    holds: bool = False

    def placed(self) -> QuerySet[Any]:
        """Return the entries with their `place`."""
        return placed(self.entries, self.party, [self.cycle.pk] if self.holds else [])


def placed(entries: QuerySet[Entry], party: Mark.Party, holding: Collection[int]) -> QuerySet[Any]:
    """Say of entries where they lie for a party, as `place`; `holding` are the cycles whose verifiers have time."""
    verified = Q(state=State.VERIFIED)
    done: Q = Q(state__in=states.DECIDED)
    if party == Party.VERIFIER:
        done |= verified
    elif party == Party.ASSURER:
        done |= Q(_scored(), state__in=states.IN_REVIEW)
    ways = [When(done, then=Value(Place.DECIDED.value))]
    if holding and party == Party.EVALUATOR:
        held = Q(Assignment.objects.exists_for(), state__in=states.IN_REVIEW, scorecard__cycle__in=holding) & ~verified
        ways.append(When(held, then=Value(Place.HELD.value)))
    ways.append(When(state__in=states.IN_REVIEW, then=Value(Place.WAITING.value)))
    ways.append(When(state=State.RETURNED, then=Value(Place.RETURNED.value)))
    return entries.annotate(place=Case(*ways, default=Value(Place.OPEN.value)))


def _scored() -> Exists:
    """Return whether the assurer has given a mark since the entry last came back."""
    returns = Decision.objects.filter(
        entry=OuterRef("entry"), outcome=Decision.Outcome.RETURNED, decided_at__gt=OuterRef("changed_at")
    )
    marks = Mark.objects.filter(entry=OuterRef("pk"), party=Party.ASSURER).exclude(level="", value=None)
    return Exists(marks.exclude(Exists(returns)))
