"""The page after sign-in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.common import worklist
from portal.common.http import SignedInRequest
from portal.common.policy import Action, may, policy
from portal.home import selectors

SHARED = 5

NEXT_STEPS: tuple[tuple[Action, str], ...] = (
    (Action.DASHBOARD, "rankings:dashboard"),
    (Action.REVIEW_QUEUE, "reviews:queue"),
    (Action.AWARDS_VIEW, "rounds:index"),
    (Action.SCORECARD_VIEW, "entries:index"),
)
"""Where one goes when nothing is left to do: the first that the roles allow."""


@require_safe
@policy(Action.HOME)
def index(request: SignedInRequest) -> HttpResponse:
    """Show everything that the person has to do, and for a unit's people how far their scorecards are."""
    tasks = worklist.tasks_of(request.user)
    next_url, next_words = _next_step(request) or ("", "")
    context = {
        "tasks": tasks,
        "boards": selectors.own_boards(request.user),
        "now": selectors.database_time(),
        "next_url": next_url,
        "next_words": next_words,
        "share_text": _share_text(tasks),
    }
    return render(request, "home/index.html", context)


def _share_text(tasks: list[worklist.Task]) -> str:
    """Return the first tasks as a message to a colleague; who opens the link sees their own list."""
    return "\n".join([_("To do:"), *(f"- {task.title}" for task in tasks[:SHARED])])


def _next_step(request: SignedInRequest) -> tuple[str, str] | None:
    """Return address and words of the next place to go."""
    words = {
        Action.DASHBOARD: _("Open the dashboard"),
        Action.REVIEW_QUEUE: _("Open the review queue"),
        Action.AWARDS_VIEW: _("Open the awards"),
        Action.SCORECARD_VIEW: _("Open the scorecards"),
    }
    for action, name in NEXT_STEPS:
        if may(request.user, action):
            return reverse(name), words[action]
    return None
