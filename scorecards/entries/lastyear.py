"""What the same unit answered to the same question the year before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from scorecards.entries import permissions
from scorecards.entries.models import Mark, Scorecard
from scorecards.entries.turns import CHECK

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class LastYear:
    """Last year's marks: the unit's, its checks by code, and the evaluator's if it may be seen."""

    year: int
    unit: Mark | None
    evaluator: Mark | None
    checks: Mapping[str, str] = field(default_factory=dict)


def last_year_of(user: "User", scorecard: Scorecard, code: str) -> LastYear | None:
    """Return what stands in the unit's previous scorecard of the same instrument under the same code; two queries."""
    before = _previous(scorecard)
    if before is None:
        return None
    under = Q(entry__node__code=code) | Q(entry__node__parent__code=code, entry__node__kind=CHECK)
    marks = list(
        Mark.objects.filter(under, entry__scorecard=before, party__in=[Mark.Party.UNIT, Mark.Party.EVALUATOR])
        .select_related("entry__node", "changed_by")
        .order_by("pk")
    )
    sees = permissions.sees_evaluation(user, before)
    graded = {mark.party: mark for mark in marks if mark.entry.node.code == code}
    evaluator = graded.get(Mark.Party.EVALUATOR) if sees else None
    unit = graded.get(Mark.Party.UNIT)
    if unit is None and evaluator is None:
        return None
    checks = {
        mark.entry.node.code: mark.level
        for mark in marks
        if mark.entry.node.kind == CHECK and mark.party == Mark.Party.UNIT
    }
    return LastYear(before.cycle.period.score_year, unit, evaluator, checks)


def _previous(scorecard: Scorecard) -> Scorecard | None:
    cycle = scorecard.cycle
    earlier = Scorecard.objects.filter(
        government=scorecard.government_id,
        unit=scorecard.unit_id,
        cycle__edition__instrument=cycle.edition.instrument_id,
        cycle__period__score_year__lt=cycle.period.score_year,
    )
    return earlier.select_related("cycle__period").order_by("-cycle__period__score_year", "-pk").first()
