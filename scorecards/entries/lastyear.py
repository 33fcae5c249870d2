"""What the same unit answered to the same question the year before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from scorecards.domain.numbers import written
from scorecards.entries import permissions
from scorecards.entries.models import Entry, Mark, Scorecard
from scorecards.entries.turns import CHECK

if TYPE_CHECKING:
    from portal.accounts.models import User

PARTIES = (Mark.Party.UNIT, Mark.Party.EVALUATOR, Mark.Party.IMPORTED)


@dataclass(frozen=True)
class LastYear:
    """Last year's marks: the unit's, its checks by code, the evaluator's if it may be seen, and what was imported.

    `imported_checks` are those of the checks that stand in a table and not in an answer of the unit.
    """

    year: int
    unit: Mark | None
    evaluator: Mark | None
    checks: Mapping[str, str] = field(default_factory=dict)
    imported: Mark | None = None
    imported_checks: frozenset[str] = frozenset()

    @property
    def unit_answer(self) -> str:
        """Return what the unit answered, empty when it did not."""
        return _shown(self.unit)

    @property
    def evaluator_answer(self) -> str:
        """Return the evaluator's mark, empty when there is none that may be seen."""
        return _shown(self.evaluator)

    @property
    def imported_answer(self) -> str:
        """Return the mark that a table of the city names, empty when there is none."""
        return _shown(self.imported)


def _shown(mark: Mark | None) -> str:
    if mark is None:
        return ""
    return mark.level if mark.value is None else written(mark.value)


def last_year_of(user: "User", scorecard: Scorecard, code: str) -> LastYear | None:
    """Return what stands in the unit's previous scorecard of the same instrument under the same code; two queries."""
    before = previous_of(scorecard)
    if before is None:
        return None
    under = Q(entry__node__code=code) | Q(entry__node__parent__code=code, entry__node__kind=CHECK)
    marks = list(
        Mark.objects.filter(under, entry__scorecard=before, party__in=PARTIES)
        .select_related("entry__node", "changed_by")
        .order_by("pk")
    )
    sees = permissions.sees_evaluation(user, before)
    graded = {mark.party: mark for mark in marks if mark.entry.node.code == code}
    evaluator = graded.get(Mark.Party.EVALUATOR) if sees else None
    unit, imported = graded.get(Mark.Party.UNIT), graded.get(Mark.Party.IMPORTED)
    if unit is None and evaluator is None and imported is None:
        return None
    checks = {code: m for code, m in own_or_imported(marks).items() if m.entry.node.kind == CHECK and m.level}
    return LastYear(
        before.cycle.period.score_year,
        unit,
        evaluator,
        {code: mark.level for code, mark in checks.items()},
        imported,
        frozenset(code for code, mark in checks.items() if mark.party == Mark.Party.IMPORTED),
    )


def own_or_imported(marks: Iterable[Mark]) -> dict[str, Mark]:
    """Return by code what the unit answered or, where it did not, what was imported; marks of others are passed over.

    The marks are of one scorecard, and come with `entry__node`.
    """
    found: dict[str, Mark] = {}
    for mark in marks:
        stands = found.get(mark.entry.node.code)
        is_own = mark.party == Mark.Party.UNIT
        if (is_own and (mark.is_answer or stands is None)) or (
            mark.party == Mark.Party.IMPORTED and (stands is None or not stands.is_answer)
        ):
            found[mark.entry.node.code] = mark
    return found


def answers_before(scorecard: Scorecard, by: "User") -> tuple[int | None, dict[str, Mark]]:
    """Return the year of the scorecard before, and by code the unit's marks there, as far as the person set them.

    Where the unit set none, what was imported from a table stands for it.
    """
    before = previous_of(scorecard)
    if before is None:
        return None, {}
    entries = Entry.objects.editable_by(by).filter(scorecard=before, item__isnull=True)
    marks = Mark.objects.filter(entry__in=entries, party__in=[Mark.Party.UNIT, Mark.Party.IMPORTED])
    return before.cycle.period.score_year, own_or_imported(marks.select_related("entry__node").order_by("pk"))


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
