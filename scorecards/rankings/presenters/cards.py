"""Renders each card of the dashboard on its own; one that fails shows what it showed last, with the time of it."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypedDict

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from scorecards.rankings.presenters.board import Board, Card

logger = logging.getLogger(__name__)

KEEP_SECONDS = 30 * 86_400
KEEP_AGAIN = timedelta(minutes=1)
"""A page that is loaded again within this time is not kept again."""


class _Kept(TypedDict):
    """The last good markup of a card, and when it was made."""

    markup: str
    moment: datetime


def rendered(board: Board, cards: Mapping[str, Card]) -> dict[str, SafeString]:
    """Return the markup of each card by name; a card whose data cannot be found leaves the others alone.

    What is kept belongs to one user, city, cycle and language: nobody is shown what somebody else may see.
    """
    now, key = timezone.now(), _key(board)
    kept: dict[str, _Kept] = cache.get(key, {})
    fresh: dict[str, _Kept] = {}
    found: dict[str, SafeString] = {}
    for name, card in cards.items():
        place = f"{name}:{card.variant(board)}"
        try:
            markup = render_to_string(card.template, dict(card.fill(board)))
        except Exception:  # whatever went wrong in one card, the page says what it knows
            logger.exception("dashboard card %s failed", name)
            found[name] = _instead(name, kept.get(place))
        else:
            fresh[place] = {"markup": markup, "moment": now}
            found[name] = SafeString(markup)
    if any(place not in kept or now - kept[place]["moment"] > KEEP_AGAIN for place in fresh):
        cache.set(key, kept | fresh, KEEP_SECONDS)
    return found


def _instead(name: str, last: _Kept | None) -> SafeString:
    """Return what stands where a card failed: the last good one under a notice, or words about what to do."""
    context = {"name": name, "moment": last["moment"] if last else None}
    if last is not None:
        context["markup"] = mark_safe(last["markup"])  # noqa: S308  # made by these templates, kept by the server
    return render_to_string("rankings/_failed.html", context)


def _key(board: Board) -> str:
    cycle = board.cycle.pk if board.cycle is not None else 0
    return f"dashboard-{board.request.user.pk}-{board.city.pk}-{cycle}-{get_language()}"
