"""Accepting what is unchanged since it was accepted before: the list of it, and the one press."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.entries.services import EntryClosed
from scorecards.reviews import services
from scorecards.reviews.addresses import entry_url, queue_url, unchanged_url
from scorecards.reviews.errors import NotUnchanged, ReviewError
from scorecards.reviews.selectors.progress import progress_of
from scorecards.reviews.selectors.queue import Queue, Show
from scorecards.reviews.selectors.unchanged import unchanged_in
from scorecards.reviews.views import fetch

MOST = 200
"""How many are accepted with one press."""
LONGEST = 18


@dataclass(frozen=True)
class Token:
    """What the page showed of one entry: its key, the version of the unit's mark, and the last decision."""

    entry_id: int
    seen_version: int
    seen_decision: int


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.REVIEW_DESK)
def unchanged(request: SignedInRequest) -> HttpResponse:
    """List what is unchanged and why it counts as such; accept what stays ticked."""
    cycle = fetch.chosen_cycle(request, fetch.cycles(request))
    if cycle is None:
        return render(request, "reviews/no_cycle.html")
    shown = fetch.queue_of(request, cycle)
    if request.method == "POST":
        return _accept(request, shown)
    found = unchanged_in(shown)
    context = fetch.frame(request, cycle, progress_of(shown.scope), "queue") | {
        "rows": [(row, entry_url(row.entry, shown)) for row in found[:MOST]],
        "more": max(len(found) - MOST, 0),
        "party": shown.scope.party.value,
        "action": unchanged_url(shown),
        "queue_url": queue_url(shown),
    }
    return render(request, "reviews/unchanged.html", context)


def _accept(request: SignedInRequest, shown: Queue) -> HttpResponse:
    """Accept one after the other, each for itself, and tell what was left."""
    tokens = [token for text in request.POST.getlist("pilih")[:MOST] if (token := _token(text))]
    where = dict(
        shown.scope.entries.filter(pk__in=[token.entry_id for token in tokens]).values_list("pk", "node__code")
    )
    done, left = 0, []
    for token in tokens:
        if token.entry_id not in where:
            left.append(str(NotUnchanged()))
            continue
        try:
            services.accept_unchanged(
                entry_id=token.entry_id,
                seen_version=token.seen_version,
                seen_decision=token.seen_decision,
                by=request.user,
            )
        except (ReviewError, EntryClosed) as refusal:
            left.append(f"{where[token.entry_id]}: {refusal}")
        else:
            done += 1
    if done:
        words = ngettext("%(n)s entry accepted.", "%(n)s entries accepted.", done) % {"n": done}
        back = queue_url(shown, tampil=Show.ACCEPTED.value)
        messages.success(
            request, format_html('{} <a href="{}">{}</a>', words, back, _("Look at them, or take one back"))
        )
    if left:
        words = ngettext("%(n)s was left as it is.", "%(n)s were left as they are.", len(left)) % {"n": len(left)}
        messages.warning(request, " ".join([words, *dict.fromkeys(left)]))
    if not tokens:
        messages.warning(request, _("Nothing was ticked, so nothing was accepted."))
    return redirect(queue_url(shown))


def _token(text: str) -> Token | None:
    """Read `entry-version-decision`; anything else is nothing."""
    parts = text.split("-")
    if len(parts) != len(Token.__annotations__) or not all(p.isdecimal() and len(p) <= LONGEST for p in parts):
        return None
    return Token(*map(int, parts))
