"""The page that shows who contributes to whom."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, policy
from scorecards.entries import collaboration as selectors
from scorecards.entries.models import Contribution, Entry
from scorecards.entries.words import title_of

PAGE_SIZE = 40
LONGEST_NUMBER = 9


@require_safe
@policy(Action.COLLABORATION_VIEW)
def collaboration(request: SignedInRequest) -> HttpResponse:
    """Show what units give each other: counts by unit, and each share."""
    years = selectors.years_of(request.user)
    year = _number(request.GET.get("tahun", "")) or (years[0] if years else None)
    unit = _number(request.GET.get("opd", ""))
    picture = selectors.picture_for(request.user, year=year, unit_id=unit)
    everything = selectors.picture_for(request.user, year=year) if unit else picture
    page = Paginator(picture.shares, PAGE_SIZE).get_page(request.GET.get("hal"))
    readable = set(
        Entry.objects.visible_to(request.user)
        .filter(pk__in=[share.entry_id for share in page.object_list])
        .values_list("pk", flat=True)
    )
    context = {
        "sums": picture.sums,
        "units": sorted((one.unit for one in everything.sums), key=lambda found: (found.name.lower(), found.pk)),
        "rows": [_row(share, is_readable=share.entry_id in readable) for share in page.object_list],
        "page": page,
        "years": years,
        "year": year,
        "unit": unit,
        "is_city": bool(request.user.governments_as(*selectors.WHOLE_CITY)),
        "own": request.user.units_as(Role.OPERATOR, Role.HEAD),
    }
    return render(request, "entries/collaboration.html", context)


def _row(share: Contribution, *, is_readable: bool) -> dict[str, Any]:
    entry = share.entry
    documents = getattr(share, "documents", 0)
    return {
        "share": share,
        "code": entry.node.code,
        "name": entry.node.name,
        "title": title_of(entry.scorecard),
        "owner": entry.lead or entry.scorecard.unit,
        "documents": documents,
        "status": "done" if documents or share.note else "todo",
        "url": reverse("entries:entry", args=[entry.scorecard_id, entry.node.code]) if is_readable else "",
    }


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None
