"""Whether a ranking is the published one, or has moved on since."""

from collections.abc import Iterable
from decimal import Decimal

from scorecards.entries.models import Cycle
from scorecards.rankings.models import Result, Snapshot


def is_as_published(cycle: Cycle, snapshot: Snapshot) -> bool:
    """Return whether every rank and total still is the one that was published; two queries."""
    published = snapshot.ranks.values_list("scorecard", "rank", "total")
    now = Result.objects.filter(cycle=cycle, scorecard__unit__isnull=False)
    return _places(published) == _places(now.values_list("scorecard", "rank", "verified"))


def _places(rows: Iterable[tuple[int, int | None, Decimal | None]]) -> dict[int, tuple[int | None, Decimal | None]]:
    """Return rank and total by scorecard; without a rank a total is no more than a bound."""
    return {card: (rank, None if rank is None else total) for card, rank, total in rows}
