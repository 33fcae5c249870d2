"""The evaluator's words on what came back, as the unit's own pages ask for them."""

from collections.abc import Collection

from scorecards.entries.remarks import Remark
from scorecards.reviews.models import Decision


def last_returns(entry_ids: Collection[int]) -> dict[int, Remark]:
    """Return the reason of the last return of each entry, in one query."""
    rows = Decision.objects.filter(entry__in=entry_ids, outcome=Decision.Outcome.RETURNED)
    newest = rows.order_by("entry_id", "-pk").distinct("entry_id").select_related("decided_by")
    return {each.entry_id: Remark(each.reason, str(each.decided_by), each.decided_at) for each in newest}
