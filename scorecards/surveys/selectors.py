"""Reads of surveys."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from portal.common.policy import Role
from scorecards.domain.numbers import round_half_up
from scorecards.entries.models import Scorecard
from scorecards.surveys.models import Response, Survey
from scorecards.surveys.questions import editions_with_survey

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User


@dataclass(frozen=True)
class Tally:
    """How many answered, and the sum of the answers to each question; exact."""

    count: int
    sums: Mapping[str, int]

    def mean_of(self, codes: Collection[str]) -> Fraction | None:
        """Return the mean over all answers to those questions; nothing before the first answer."""
        if not self.count:
            return None
        return Fraction(sum(self.sums.get(code, 0) for code in codes), self.count * len(codes))


def tally_of(survey: Survey) -> Tally:
    """Count a survey's answers."""
    sums: Counter[str] = Counter()
    count = 0
    for answers in survey.responses.order_by("pk").values_list("answers", flat=True).iterator():
        sums.update(answers)
        count += 1
    return Tally(count, sums)


def cards_of(user: "User") -> "QuerySet[Scorecard]":
    """Return the scorecards that can be surveyed and that the user may know of, newest year first."""
    city = user.governments_as(Role.EVALUATOR, Role.LEADER, Role.ADMIN)
    own = Q(unit__in=user.units_as(Role.OPERATOR, Role.HEAD))
    rows = Scorecard.objects.filter(Q(government__in=city) | own, cycle__edition__code__in=editions_with_survey())
    related = rows.filter(unit__isnull=False).select_related(
        "unit", "survey", "cycle__edition__instrument", "cycle__period", "government"
    )
    counted = related.annotate(answers=Count("survey__responses"))
    return counted.order_by("-cycle__period__score_year", "cycle__edition__code", "unit__name", "pk")


def sees_mean(user: "User", survey: Survey) -> bool:
    """Return whether the user may see what came out: those who evaluate or lead; units once marks are released."""
    if survey.government_id in user.governments_as(Role.EVALUATOR, Role.LEADER):
        return True
    own = survey.scorecard.unit_id in user.units_as(Role.OPERATOR, Role.HEAD)
    return own and survey.scorecard.cycle.marks_released_at is not None


def shown(mean: Fraction | None) -> Decimal | None:
    """Return a mean as it is shown, rounded half up to two places."""
    return None if mean is None else round_half_up(mean, 2)


def rows_for_export(survey: Survey, codes: Iterable[str]) -> Iterator[list[str | int]]:
    """Return one row per answer, in order: its day and its numbers. Nothing says who gave it."""
    codes = list(codes)
    for number, response in enumerate(Response.objects.filter(survey=survey).order_by("pk").iterator(), start=1):
        yield [number, response.answered_on.isoformat(), *(response.answers[code] for code in codes)]
