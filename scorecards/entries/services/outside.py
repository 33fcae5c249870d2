"""Values that neither a unit nor an evaluator gives: citizens' surveys."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from portal.common import work
from scorecards.editions.selectors import edition_of
from scorecards.entries import answers
from scorecards.entries.models import Mark, Scorecard
from scorecards.entries.services import locks
from scorecards.entries.services.errors import BadAnswer

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def record_outside(*, entry_id: int, value: Decimal | None, note: str, by: "User") -> bool:
    """Keep a value from outside, or take it away with None; return whether anything changed.

    `by` is who answers for it. Raises BadAnswer when it is not on the node's scale.
    """
    entry = locks.locked_entry(entry_id)
    edition = edition_of(entry.scorecard.cycle.edition)
    if value is not None and not answers.is_allowed(edition, entry.node.code, "", value):
        raise BadAnswer(str(value), answers.allowed(edition, entry.node.code))
    mark = Mark.objects.filter(entry=entry, party=Mark.Party.EXTERNAL).first()
    if (mark.value if mark else None) == value and (mark is None or mark.note == note):
        return False
    mark = mark or Mark(entry=entry, party=Mark.Party.EXTERNAL, version=0)
    mark.value, mark.note, mark.changed_by = value, note, by
    mark.version += 1
    mark.save()
    Scorecard.objects.filter(pk=entry.scorecard_id).update(input_revision=F("input_revision") + 1)
    work.request("ranking", entry.scorecard.cycle_id)
    return True
