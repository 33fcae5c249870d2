"""Ranks from one published ranking to the next."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorecards.entries.models import Cycle
from scorecards.rankings.models import Snapshot, SnapshotRank

if TYPE_CHECKING:
    from portal.accounts.models import User

MOST_SNAPSHOTS = 5


@dataclass(frozen=True)
class RankCourse:
    """The last published rankings of a cycle, oldest first, and each scorecard's rank in them."""

    snapshots: tuple[Snapshot, ...]
    ranks: Mapping[int, tuple[int | None, ...]]

    def of(self, scorecard_id: int, now: int | None) -> tuple[int | None, ...]:
        """Return a scorecard's published ranks and, at the end, the one that it has now."""
        return (*self.ranks.get(scorecard_id, (None,) * len(self.snapshots)), now)


def course_of(cycle: Cycle, user: "User") -> RankCourse:
    """Return how ranks went over what the user may see of the published rankings; two queries."""
    newest = Snapshot.objects.visible_to(user).filter(cycle=cycle).order_by("-number")[:MOST_SNAPSHOTS]
    snapshots = tuple(reversed(newest))
    held: dict[int, dict[int, int | None]] = defaultdict(dict)
    rows = SnapshotRank.objects.filter(snapshot__in=[one.pk for one in snapshots])
    for card, snapshot, rank in rows.values_list("scorecard", "snapshot", "rank"):
        held[card][snapshot] = rank
    return RankCourse(snapshots, {card: tuple(ranks.get(one.pk) for one in snapshots) for card, ranks in held.items()})
