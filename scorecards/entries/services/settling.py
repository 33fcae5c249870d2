"""The mark that a second reader gives when it answers an objection; no window binds it."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from scorecards.editions.selectors import edition_of
from scorecards.entries import answers
from scorecards.entries.models import Entry, Mark
from scorecards.entries.services import locks, results
from scorecards.entries.services.errors import BadAnswer, MoveRefused

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def settle_mark(*, entry_id: int, level: str, value: Decimal | None, note: str, by: "User") -> None:
    """Write the evaluator's mark on a disputed entry; MoveRefused in any other state.

    Raises BadAnswer when the mark is not on the node's scale.
    """
    entry = locks.locked_entry(entry_id)
    if entry.state != Entry.State.DISPUTED:
        raise MoveRefused(Entry.State(entry.state))
    edition = edition_of(entry.scorecard.cycle.edition)
    if not answers.is_allowed(edition, entry.node.code, level, value):
        raise BadAnswer(level or str(value), answers.allowed(edition, entry.node.code))
    mark = Mark.objects.get(entry=entry, party=Mark.Party.EVALUATOR)
    mark.level, mark.value, mark.note, mark.changed_by = level, value, note, by
    mark.version += 1
    mark.save()
    results.follow([entry.scorecard])
