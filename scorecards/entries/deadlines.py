"""Windows that end with something unfinished in them, for the reminders of portal.notices."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.common.policy import Role
from portal.notices.deadlines import OVERDUE_STEPS, STEPS, Deadline
from portal.units.selectors import holders_at
from scorecards.domain import states
from scorecards.entries import turns, windows
from scorecards.entries.models import Entry, Scorecard, Window
from scorecards.entries.words import title_of

AHEAD, BEHIND = timedelta(days=max(STEPS) + 1), timedelta(days=max(OVERDUE_STEPS) + 7)


def deadlines(now: datetime) -> Iterator[Deadline]:
    """Yield each unit's scorecard whose operator still has entries to fill in near the end of its window.

    Four queries, however many scorecards there are.
    """
    near = Window.objects.filter(role=Role.OPERATOR, closes_at__range=(now - BEHIND, now + AHEAD))
    cards = list(
        Scorecard.objects.filter(cycle__in=near.values("cycle"), unit__isnull=False)
        .select_related("cycle__edition__instrument", "cycle__period", "unit")
        .order_by("pk")
    )
    states = windows.windows_of(cards, [Role.OPERATOR])
    left = _unfinished(cards)
    people: dict[tuple[int, str], list[User]] = defaultdict(list)
    for unit, role, user in holders_at({card.unit_id for card in cards if card.unit_id}, windows.UNIT_ROLES):
        people[unit, role].append(user)
    for card in cards:
        state, n = states.get(card.pk), left.get(card.pk, 0)
        if state is None or not n or not now - BEHIND <= state.closes_at <= now + AHEAD:
            continue
        words = ngettext(
            "%(n)s entry still waits to be submitted by %(unit)s.",
            "%(n)s entries still wait to be submitted by %(unit)s.",
            n,
        )
        yield Deadline(
            key=f"scorecard:{card.pk}",
            title=title_of(card),
            what_is_open=words % {"n": n, "unit": card.unit},
            url=reverse("entries:scorecard", args=[card.pk]),
            due_at=state.closes_at,
            government_id=card.government_id,
            workers=tuple(people[card.unit_id or 0, Role.OPERATOR]),
            heads=tuple(people[card.unit_id or 0, Role.HEAD]),
        )


def _unfinished(cards: list[Scorecard]) -> dict[int, int]:
    """Count the graded entries that still lie with the unit, by scorecard."""
    rows = (
        Entry.objects.filter(scorecard__in=cards, state__in=states.WITH_UNIT)
        .exclude(node__kind=turns.CHECK)
        .order_by()
        .values_list("scorecard")
        .annotate(n=Count("pk"))
    )
    return dict(rows)
