"""Why ranks moved between two published rankings: computed once for each pair of files, which never change."""

import hashlib
from dataclasses import fields
from typing import TYPE_CHECKING

from django.core.cache import cache

from scorecards.domain.difference import Change, Difference, Step, difference
from scorecards.domain.scoring import ENGINE_VERSION
from scorecards.entries.models import Cycle
from scorecards.rankings.models import Snapshot
from scorecards.rankings.selectors.published_ranking import document_of

if TYPE_CHECKING:
    from portal.accounts.models import User

KEEP_SECONDS = 90 * 86_400
SHAPE = hashlib.sha256(
    repr([[one.name for one in fields(kind)] for kind in (Difference, Change, Step)]).encode()
).hexdigest()[:8]
"""What another release keeps under other names is not read by this one."""


def last_two(cycle: Cycle, user: "User") -> tuple[Snapshot, Snapshot] | None:
    """Return the last two published rankings of the cycle's instrument up to its year, older first; one query.

    While nothing of the running year is published they are those of the year before.
    """
    shown = Snapshot.objects.visible_to(user).filter(
        government=cycle.government_id,
        cycle__subject=cycle.subject,
        cycle__edition__instrument=cycle.edition.instrument_id,
        cycle__period__score_year__lte=cycle.period.score_year,
    )
    newest = list(shown.select_related("cycle__edition__instrument", "cycle__period").order_by("-number")[:2])
    return (newest[1], newest[0]) if len(newest) == 2 else None


def difference_of(before: Snapshot, after: Snapshot) -> Difference:
    """Return why ranks moved; CorruptFile or NotComparable where the two files do not say it.

    Two files always give the same answer, so it is kept by their hashes.
    """
    key = f"difference-{ENGINE_VERSION}-{SHAPE}-{before.sha256}-{after.sha256}"
    found: Difference | None = cache.get(key)
    if found is None:
        found = difference(document_of(before), document_of(after))
        cache.set(key, found, KEEP_SECONDS)
    return found
