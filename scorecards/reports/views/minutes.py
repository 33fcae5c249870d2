"""The minutes of a scorecard: whether there are any, making them, and the file."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from portal.common import files
from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, may, policy
from scorecards.entries.models import Scorecard
from scorecards.entries.words import title_of
from scorecards.reports import services
from scorecards.reports.models import Minutes
from scorecards.reports.services import NotReleased


@require_safe
@policy(Action.MINUTES_READ)
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the minutes that there are; evaluators make them here, after the release."""
    card = _card(request, pk)
    return _page(request, card)


@require_POST
@policy(Action.MINUTES_MAKE)
def make(request: SignedInRequest, pk: int) -> HttpResponse:
    """Freeze the minutes as the marks stand now."""
    card = _card(request, pk)
    if card.government_id not in request.user.governments_as(Role.EVALUATOR):
        raise Http404
    try:
        services.make(scorecard_id=pk, by=request.user)
    except NotReleased as refusal:
        return _page(request, card, refusal)
    return redirect("reports:minutes", pk=pk)


@require_safe
@policy(Action.MINUTES_READ)
def minutes_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the newest file, after comparing its bytes with their hash."""
    card = _card(request, pk)
    last = Minutes.objects.visible_to(request.user).filter(scorecard=card, sha256__gt="").order_by("-number").first()
    if last is None:
        return _page(request, card, missing=True)
    name = f"berita-acara-{slugify(title_of(card))}-{slugify(str(card.unit or card.government))}-{last.number}.pdf"
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(
        files.read(last.sha256), content_type="application/pdf", headers={"Content-Disposition": disposition}
    )


def _card(request: SignedInRequest, pk: int) -> Scorecard:
    """Return a scorecard whose minutes the user may read; before the release only evaluators learn that it is one."""
    user = request.user
    evaluates = Q(government__in=user.governments_as(Role.EVALUATOR))
    leads = Q(government__in=user.governments_as(Role.LEADER))
    own = Q(unit__in=user.units_as(Role.OPERATOR, Role.HEAD))
    mine = Scorecard.objects.filter(evaluates | (leads | own) & Q(cycle__marks_released_at__isnull=False))
    joined = ("unit", "government", "cycle__edition__instrument", "cycle__period")
    return get_object_or_404(mine.select_related(*joined), pk=pk)


def _page(
    request: SignedInRequest, card: Scorecard, refusal: NotReleased | None = None, *, missing: bool = False
) -> HttpResponse:
    is_released = card.cycle.marks_released_at is not None
    rows = Minutes.objects.visible_to(request.user).filter(scorecard=card).select_related("frozen_by")
    context = {
        "scorecard": card,
        "title": title_of(card),
        "refusal": refusal or (None if is_released else NotReleased()),
        "rows": list(rows.order_by("-number")),
        "can_make": is_released and may(request.user, Action.MINUTES_MAKE),
    }
    return render(request, "reports/minutes.html", context, status=409 if context["refusal"] or missing else 200)
