"""Lists of what was returned: for the reviewers, and for the units that correct it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.entries.words import title_of
from scorecards.reviews.addresses import entry_url
from scorecards.reviews.selectors.progress import progress_of
from scorecards.reviews.selectors.returns import Returned, returned_in, to_correct
from scorecards.reviews.views import fetch


@require_safe
@policy(Action.REVIEW_QUEUE)
def returned(request: SignedInRequest) -> HttpResponse:
    """List what the reviewer's party returned: why, when, and whether it came back."""
    cycle = fetch.chosen_cycle(request, fetch.cycles(request))
    if cycle is None:
        return render(request, "reviews/no_cycle.html")
    shown = fetch.queue_of(request, cycle)
    rows = returned_in(shown.scope)
    context = fetch.frame(request, cycle, progress_of(shown.scope), "returned") | {
        "rows": [(row, entry_url(row.entry, shown)) for row in rows],
        "still_out": sum(not row.is_back for row in rows),
    }
    return render(request, "reviews/returned.html", context)


@require_safe
@policy(Action.ENTRY_EDIT)
def corrections(request: SignedInRequest) -> HttpResponse:
    """List what was returned to the user's units and waits for a correction."""
    rows: list[dict[str, Any]] = [_correction(row) for row in to_correct(request.user)]
    return render(request, "reviews/corrections.html", {"rows": rows})


def _correction(row: Returned) -> dict[str, Any]:
    card = row.entry.scorecard
    return {
        "row": row,
        "title": title_of(card),
        "whose": card.unit or row.entry.lead or card.government,
        "url": reverse("entries:entry", args=[card.pk, row.entry.node.code]),
    }
