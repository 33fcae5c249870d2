"""Whose cycles and entries an evaluator decides; everything else does not exist for the pages here."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from portal.common.policy import Role
from scorecards.domain.edition import NodeKind
from scorecards.entries.models import Cycle, Entry

if TYPE_CHECKING:
    from portal.accounts.models import User


def cycles_to_review(user: "User") -> QuerySet[Cycle]:
    """Return the cycles of the governments at which the user is evaluator today."""
    return Cycle.objects.filter(government__in=user.governments_as(Role.EVALUATOR))


def entries_to_review(user: "User") -> QuerySet[Entry]:
    """Return the graded entries of those cycles; a check is judged with its grade."""
    mine = Entry.objects.filter(scorecard__government__in=user.governments_as(Role.EVALUATOR))
    return mine.exclude(node__kind=NodeKind.CHECK)
