"""Windows that end with something unfinished in them, for the reminders of portal.notices."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.common.policy import Role
from portal.notices.deadlines import OVERDUE_STEPS, STEPS, Deadline
from portal.units.models import Unit
from portal.units.selectors import holders_at
from scorecards.domain import states
from scorecards.entries import turns, windows
from scorecards.entries.models import Entry, Scorecard, Window
from scorecards.entries.words import title_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

AHEAD, BEHIND = timedelta(days=max(STEPS) + 1), timedelta(days=max(OVERDUE_STEPS) + 7)


def deadlines(now: datetime) -> Iterator[Deadline]:
    """Yield for each unit the scorecards on which it still has entries to fill in near the end of its window.

    That are its own scorecards, and the government's where it leads an entry. Five queries, however many there are.
    """
    near = Window.objects.filter(role=Role.OPERATOR, closes_at__range=(now - BEHIND, now + AHEAD))
    left = _unfinished(near)
    related = Scorecard.objects.select_related("cycle__edition__instrument", "cycle__period", "government")
    cards = related.in_bulk({card for card, _unit in left})
    units = Unit.objects.in_bulk({unit for _card, unit in left})
    found = windows.windows_at([(cards[card], unit) for card, unit in left], Role.OPERATOR)
    people: dict[tuple[int, str], list[User]] = defaultdict(list)
    for unit, role, user in holders_at(set(units), windows.UNIT_ROLES):
        people[unit, role].append(user)
    for (pk, unit), n in left.items():
        state, card = found.get((pk, unit)), cards[pk]
        if state is None or not now - BEHIND <= state.closes_at <= now + AHEAD:
            continue
        words = ngettext(
            "%(n)s entry still waits to be submitted by %(unit)s.",
            "%(n)s entries still wait to be submitted by %(unit)s.",
            n,
        )
        yield Deadline(
            key=f"scorecard:{pk}" if card.unit_id else f"scorecard:{pk}:{unit}",
            title=title_of(card),
            what_is_open=words % {"n": n, "unit": units[unit]},
            url=reverse("entries:scorecard", args=[pk]),
            due_at=state.closes_at,
            government_id=card.government_id,
            workers=tuple(people[unit, Role.OPERATOR]),
            heads=tuple(people[unit, Role.HEAD]),
        )


def _unfinished(near: "QuerySet[Window]") -> dict[tuple[int, int], int]:
    """Count the graded entries of the windows' cycles that still lie with a unit, by scorecard and unit."""
    rows = (
        Entry.objects.filter(scorecard__cycle__in=near.values("cycle"), state__in=states.WITH_UNIT)
        .exclude(node__kind=turns.CHECK)
        .annotate(answers=Coalesce("lead", "scorecard__unit"))
        .filter(answers__isnull=False)
        .values_list("scorecard", "answers")
        .annotate(n=Count("pk"))
        .order_by("scorecard", "answers")
    )
    return {(card, unit): n for card, unit, n in rows}
