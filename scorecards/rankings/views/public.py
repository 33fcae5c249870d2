"""Published rankings for everybody, where the government allows it: no evidence, no mark, no name of a person."""

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.common.files import CorruptFile
from portal.common.policy import public
from scorecards.rankings.models import Snapshot
from scorecards.rankings.presenters import pages
from scorecards.rankings.selectors.published_ranking import UnknownGroup, published
from scorecards.rankings.views.snapshots import ROWS, send_verifier

JOINED = ("government", "cycle__edition__instrument", "cycle__period")


@require_safe
@public("governments choose to show their published rankings to everybody; others are not in the list")
def rankings(request: HttpRequest) -> HttpResponse:
    """List the published rankings of the governments that allow it, the newest first."""
    rows = Snapshot.objects.public().select_related(*JOINED).order_by("-published_at", "-pk")
    return _answer(
        request, "rankings/public_list.html", {"page": Paginator(rows, ROWS).get_page(request.GET.get("hal"))}
    )


@require_safe
@public("governments choose to show their published rankings to everybody; any other is not found")
def ranking(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show ranks, totals and bands as the file has them."""
    snapshot = get_object_or_404(
        Snapshot.objects.public().select_related(*JOINED), government__code=code, number=number
    )
    try:
        found = published(snapshot, request.GET.get("kelompok", ""))
    except UnknownGroup as unknown:
        raise Http404 from unknown
    except CorruptFile:
        return _answer(request, "rankings/public_damaged.html", {"snapshot": snapshot}, status=500)
    tabs = pages.tabs_of_file(request, found)
    return _answer(request, "rankings/public_ranking.html", {"snapshot": snapshot, "found": found, "tabs": tabs})


@require_safe
@public("the verifier is a program without any data")
def verifier_file(request: HttpRequest) -> HttpResponse:
    """Send the program that computes a file anew."""
    return send_verifier()


def _answer(request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    # An empty token keeps the base template from setting the CSRF cookie: the pages have no form of their own.
    response = render(request, template, {**context, "csrf_token": ""}, status=status)
    response["Cache-Control"] = "no-cache"
    return response
