"""What the same unit answered to the same question the year before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from scorecards.domain.numbers import plain
from scorecards.entries import permissions
from scorecards.entries.models import Entry, Mark, Scorecard
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

    @property
    def unit_answer(self) -> str:
        """Return what the unit answered, empty when it did not."""
        return _shown(self.unit)

    @property
    def evaluator_answer(self) -> str:
        """Return the evaluator's mark, empty when there is none that may be seen."""
        return _shown(self.evaluator)


def _shown(mark: Mark | None) -> str:
    if mark is None:
        return ""
    return mark.level if mark.value is None else plain(mark.value).replace(".", ",")


def last_year_of(user: "User", scorecard: Scorecard, code: str) -> LastYear | None:
    """Return what stands in the unit's previous scorecard of the same instrument under the same code; two queries."""
    before = previous_of(scorecard)
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


def answers_before(scorecard: Scorecard, by: "User") -> tuple[int | None, dict[str, Mark]]:
    """Return the year of the scorecard before, and by code the unit's marks there, as far as the person set them."""
    before = previous_of(scorecard)
    if before is None:
        return None, {}
    entries = Entry.objects.editable_by(by).filter(scorecard=before, item__isnull=True)
    marks = Mark.objects.filter(entry__in=entries, party=Mark.Party.UNIT)
    found = {mark.entry.node.code: mark for mark in marks.select_related("entry__node").order_by("pk")}
    return before.cycle.period.score_year, found


def previous_of(scorecard: Scorecard) -> Scorecard | None:
    """Return the same unit's scorecard of the same instrument in the latest year before."""
    cycle = scorecard.cycle
    earlier = Scorecard.objects.filter(
        government=scorecard.government_id,
        unit=scorecard.unit_id,
        cycle__edition__instrument=cycle.edition.instrument_id,
        cycle__period__score_year__lt=cycle.period.score_year,
    )
    related = earlier.select_related("cycle__period", "cycle__edition")
    return related.order_by("-cycle__period__score_year", "-pk").first()
