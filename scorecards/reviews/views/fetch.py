"""Fetching is authorising: what a reviewer may not know of answers 404; and the frame around pages of a cycle."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common.http import SignedInRequest
from portal.common.policy import Action, may
from scorecards.domain import states
from scorecards.entries.models import Cycle, Entry
from scorecards.reviews.addresses import parse_queue
from scorecards.reviews.permissions import cycles_to_review, entries_to_review, scope_of
from scorecards.reviews.selectors.objections import objections_of
from scorecards.reviews.selectors.progress import CycleProgress
from scorecards.reviews.selectors.queue import ENTRY_JOINED, Queue


def cycles(request: SignedInRequest) -> list[Cycle]:
    """Return the cycles that the user reviews, newest first."""
    mine = cycles_to_review(request.user).select_related("edition__instrument", "period", "government")
    return list(mine.order_by("-period__score_year", "edition__code", "pk"))


def chosen_cycle(request: SignedInRequest, found: list[Cycle]) -> Cycle | None:
    """Return the cycle that the address names (404 when it is not the user's), or the latest that has work."""
    named = request.GET.get("siklus", "")
    if named:
        chosen = next((cycle for cycle in found if str(cycle.pk) == named), None)
        if chosen is None:
            raise Http404
        return chosen
    waiting = entries_to_review(request.user).filter(state__in=states.IN_REVIEW)
    busy = set(waiting.order_by().values_list("scorecard__cycle", flat=True).distinct()) if len(found) > 1 else set()
    return next((cycle for cycle in found if cycle.pk in busy), found[0] if found else None)


def entry(request: SignedInRequest, pk: int) -> Entry:
    """Return a graded entry that the user reviews."""
    return get_object_or_404(entries_to_review(request.user).select_related(*ENTRY_JOINED), pk=pk)


def frame(request: SignedInRequest, cycle: Cycle, state: CycleProgress, current: str) -> dict[str, Any]:
    """Return what all pages about a cycle show: its name, its progress, and the tabs."""
    asked = f"?siklus={cycle.pk}"
    tabs: list[dict[str, Any]] = [
        {"name": "queue", "label": _("Queue"), "url": reverse("reviews:queue") + asked, "count": state.tally.waiting},
        {
            "name": "returned",
            "label": _("Returned"),
            "url": reverse("reviews:returned") + asked,
            "count": state.tally.returned,
        },
        {"name": "progress", "label": _("Progress"), "url": reverse("reviews:progress") + asked},
    ]
    if not may(request.user, Action.REVIEW_RETURN):
        tabs = [tab for tab in tabs if tab["name"] != "returned"]
    if may(request.user, Action.REVIEW_ASSIGN):
        tabs.append({"name": "slices", "label": _("Verifiers"), "url": reverse("reviews:slices", args=[cycle.pk])})
    if may(request.user, Action.REVIEW_DECIDE):
        tabs.append(
            {"name": "release", "label": _("Release of marks"), "url": reverse("reviews:release", args=[cycle.pk])}
        )
    if may(request.user, Action.OBJECTION_ANSWER):
        waiting = objections_of(request.user).open().count()
        tabs.append(
            {"name": "objections", "label": _("Objections"), "url": reverse("reviews:objections"), "count": waiting}
        )
    return {"cycle": cycle, "state": state, "tabs": [tab | {"current": tab["name"] == current} for tab in tabs]}


def queue_of(request: SignedInRequest, cycle: Cycle) -> Queue:
    """Return the queue that the address asks for, as far as the reviewer sees the cycle."""
    return parse_queue(scope_of(request.user, cycle), request.GET)
