"""Accepting what is unchanged: one press, one decision and one transaction for each entry."""

from typing import TYPE_CHECKING

from django.db import transaction

from scorecards.entries.models import Entry
from scorecards.entries.services import locks
from scorecards.reviews.errors import NotUnchanged
from scorecards.reviews.models import Decision
from scorecards.reviews.permissions import scope_of
from scorecards.reviews.places import Place
from scorecards.reviews.selectors.unchanged import unchanged_of
from scorecards.reviews.services.decisions import accept

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def accept_unchanged(*, entry_id: int, seen_version: int, seen_decision: int, by: "User") -> Decision:
    """Accept an entry with the grade that stands from before, if it waits for the person and is unchanged.

    The rule (selectors/unchanged.py) is looked at again here, behind the scorecard's lock. Raises NotUnchanged, or
    whatever `accept` raises.
    """
    locks.locked_entry(entry_id)
    entry = Entry.objects.select_related("node", "scorecard__cycle__edition", "scorecard__cycle__period").get(
        pk=entry_id
    )
    try:
        scope = scope_of(by, entry.scorecard.cycle)
    except LookupError as error:
        raise NotUnchanged from error
    if not scope.placed().filter(pk=entry_id, place=Place.WAITING).exists():
        raise NotUnchanged
    found = unchanged_of([entry], scope.party)
    if not found:
        raise NotUnchanged
    return accept(
        entry_id=entry_id,
        level=found[0].level,
        note=found[0].note,
        seen_version=seen_version,
        seen_decision=seen_decision,
        by=by,
        party=scope.party,
    )
