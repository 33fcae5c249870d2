"""The page of what was found."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import signed_in
from portal.search.matching import Words
from portal.search.sources import search

LONGEST = 200


@require_safe
@signed_in("everybody may search; each source finds only what that person may see")
def index(request: SignedInRequest) -> HttpResponse:
    """Show what was found, grouped by kind."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    found = search(request.user, text)
    context = {"search_words": text, "found": found, "is_enough": Words(text).is_enough}
    return render(request, "search/index.html", context)
