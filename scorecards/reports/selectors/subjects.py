"""What each person may have a report of: the one place that decides it, when it is asked for, made and fetched."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from portal.common.policy import Role
from portal.units.models import Government
from scorecards.entries.models import Cycle, Scorecard, ScorecardQuerySet
from scorecards.rankings.audience import plannable_by, sees_marks_of_city
from scorecards.rankings.selectors.ranking import cycles_of
from scorecards.reports.models import Report

if TYPE_CHECKING:
    from portal.accounts.models import User

Kind = Report.Kind
OF_UNITS = (Kind.UNIT, Kind.RESULT)
EDITABLE = (Kind.RESULT,)
"""Kinds that come as DOCX, too."""
LEADING = (Role.LEADER, Role.EVALUATOR)


class NotYours(Exception):  # the name says what is the matter
    """The person may not have this report, or has lost the right to it."""


@dataclass(frozen=True)
class Subject:
    """What a report is about."""

    government_id: int
    cycle_id: int | None = None
    scorecard_id: int | None = None
    week: date | None = None


def monday_of(today: date) -> date:
    """Return the Monday of a day's week."""
    return today - timedelta(days=today.weekday())


def cards_for(user: "User", kind: str) -> ScorecardQuerySet:
    """Keep the units' scorecards of which the user may have a report; an LHE shows marks, so it keeps their embargo."""
    cards = plannable_by(user)
    if kind == Kind.RESULT:
        sees = Q(government__in=user.governments_as(*LEADING))
        cards = cards.filter(sees | Q(cycle__marks_released_at__isnull=False))
    return cards


def cycles_for(user: "User") -> list[Cycle]:
    """Return the cycles of whose ranking the user may have a report."""
    return [
        cycle
        for cycle in cycles_of(user)
        if cycle.marks_released_at is not None or sees_marks_of_city(user, cycle.government_id)
    ]


def governments_for(user: "User", kind: str) -> list[Government]:
    """Return the cities of which the user may have a brief (leadership and evaluators) or a follow-up matrix."""
    wanted = user.governments_as(*LEADING) if kind == Kind.BRIEF else user.government_ids
    return list(Government.objects.filter(pk__in=wanted).order_by("-is_home", "pk"))


def may_have(user: "User", report: Report) -> bool:
    """Return whether the person may have a report of that subject today."""
    if report.kind in OF_UNITS:
        return report.scorecard_id in set(cards_for(user, report.kind).values_list("pk", flat=True))
    if report.kind == Kind.RANKING:
        return any(cycle.pk == report.cycle_id for cycle in cycles_for(user))
    return any(city.pk == report.government_id for city in governments_for(user, report.kind))


def sight_of(user: "User") -> list[str]:
    """Return by which roles the person sees what he or she sees today, as plain text."""
    return sorted({f"{m.role}@{m.government_id}/{m.unit_id or 0}" for m in user.current_memberships})


def may_fetch(user: "User", report: Report) -> bool:
    """Return whether the stored file shows nothing that its recipient may not see today.

    Every role by which it was made must still be held, and its subject still be his or hers.
    """
    if report.recipient_id != user.pk or not report.sha256:
        return False
    return set(report.sight) <= set(sight_of(user)) and may_have(user, report)


def scorecards_of(cycle: Cycle, user: "User", kind: str) -> list[Scorecard]:
    """Return the scorecards of a cycle of which the user may have a report."""
    return list(cards_for(user, kind).filter(cycle=cycle).order_by("unit__name", "pk"))
