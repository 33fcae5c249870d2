"""What the steps of a scorecard's plan cost: the unit's estimates, and the days observed the year before."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

from django.db.models import F
from django.utils import timezone

from portal.common.history import events_of
from scorecards.domain import effort
from scorecards.domain.climb import steps_to
from scorecards.domain.edition import Edition
from scorecards.domain.effort import Efforts
from scorecards.domain.states import State
from scorecards.editions.selectors import edition_of
from scorecards.entries.lastyear import previous_of
from scorecards.entries.models import Entry, Mark, Scorecard
from scorecards.entries.selectors import answers_of
from scorecards.entries.turns import CHECK
from scorecards.rankings.models import EffortSheet

FORMER = {"accepted": State.FIXED}
"""What events of earlier versions call a state."""


def efforts_of(scorecard: Scorecard) -> Efforts:
    """Return what is known of a scorecard's steps; two queries, six with a year before."""
    sheet = EffortSheet.objects.filter(scorecard=scorecard).first()
    estimated = {} if sheet is None else sheet.estimates
    before = previous_of(scorecard)
    return Efforts(estimated=estimated, observed={} if before is None else _observed(before))


def version_of(scorecard: Scorecard) -> int:
    """Return the version of the estimates; 0 while there are none."""
    return EffortSheet.objects.filter(scorecard=scorecard).values_list("version", flat=True).first() or 0


def _observed(before: Scorecard) -> dict[str, Fraction]:
    """Return the days a step by node, from what the unit itself did and was told: no mark is read."""
    edition = edition_of(before.cycle.edition)
    claimed = answers_of([before.pk], Mark.Party.UNIT).get(before.pk, {})
    moves = _moves(before, edition)
    found = {}
    for code, answer in claimed.items():
        steps = steps_to(edition, edition.node(code), answer)
        days = None if steps is None else effort.observed(moves[code], steps)
        if days is not None:
            found[code] = days
    return found


def _moves(before: Scorecard, edition: Edition) -> dict[str, list[tuple[date, State]]]:
    """Return the states of each graded entry by day, oldest first; the first tick of a check begins work as well."""
    entries = Entry.objects.filter(scorecard=before, item__isnull=True).annotate(code=F("node__code"))
    codes = {pk: (code, kind) for pk, code, kind in entries.values_list("pk", "code", "node__kind")}
    found: dict[str, list[tuple[date, State]]] = defaultdict(list)
    events = events_of("entries", "Entry").filter(pgh_obj_id__in=codes)
    for pk, state, at in events.values_list("pgh_obj_id", "state", "pgh_created_at"):
        code, kind = codes[pk]
        under = edition.node(code).parent or "" if kind == CHECK else code
        found[under].append((timezone.localtime(at).date(), FORMER.get(state) or State(state)))
    return found
