"""What an evaluator finds under "My tasks": the units that handed something in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import ngettext

from portal.common.policy import Role
from portal.common.worklist import Task
from scorecards.domain import states
from scorecards.entries.models import Scorecard, Window
from scorecards.entries.words import title_of
from scorecards.reviews.permissions import entries_to_review
from scorecards.reviews.selectors.progress import tally_by_scorecard

if TYPE_CHECKING:
    from portal.accounts.models import User


def tasks(user: "User") -> Iterator[Task]:
    """Yield one task per scorecard with something to decide: how much, until when, how far; three queries."""
    mine = entries_to_review(user)
    waiting = mine.filter(state__in=states.IN_REVIEW).order_by().values("scorecard")
    scorecards = list(
        Scorecard.objects.filter(pk__in=waiting).select_related(
            "unit", "government", "cycle__edition__instrument", "cycle__period"
        )
    )
    if not scorecards:
        return
    tallies = tally_by_scorecard(mine.filter(scorecard__in=scorecards))
    windows = Window.objects.filter(cycle__in={card.cycle_id for card in scorecards}, role=Role.EVALUATOR)
    closes_at = {(window.cycle_id, window.unit_id): window.closes_at for window in windows}
    for card in scorecards:
        tally = tallies[card.pk]
        yield Task(
            title=str(card.unit or card.government),
            url=f"{reverse('reviews:queue')}?siklus={card.cycle_id}" + (f"&opd={card.unit_id}" if card.unit else ""),
            reason=ngettext(
                "%(count)s entry waits for your decision", "%(count)s entries wait for your decision", tally.waiting
            )
            % {"count": tally.waiting},
            icon="clipboard-check",
            context=title_of(card),
            due_at=closes_at.get((card.cycle_id, card.unit_id)) or closes_at.get((card.cycle_id, None)),
            done=tally.decided,
            total=tally.total,
        )
