"""The matrix: recommendation, follow-up, who is responsible, how far it is."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.common.csv import csv_response
from portal.common.http import SignedInRequest
from portal.common.policy import Action as Act
from portal.common.policy import may, policy
from scorecards.actions import selectors, services
from scorecards.actions.errors import ActionError
from scorecards.actions.models import Recommendation

PER_PAGE = 50


@require_safe
@policy(Act.RECOMMENDATION_VIEW)
def index(request: SignedInRequest) -> HttpResponse:
    """Show what was recommended and what became of it; `?bentuk=csv` as a table to download."""
    rows = Recommendation.objects.visible_to(request.user)
    only_open = request.GET.get("tampil") == "terbuka"
    year = request.GET.get("tahun", "")
    if only_open:
        rows = rows.still_open()
    if year.isdecimal() and len(year) == 4:
        rows = rows.filter(score_year=int(year))
    rows = rows.order_by("-score_year", "unit__name", "node__position", "pk")
    today = timezone.localdate()
    if request.GET.get("bentuk") == "csv":
        return _table(selectors.followed(rows, today))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))
    found = selectors.followed(rows[page.start_index() - 1 : page.end_index()] if page.object_list else rows, today)
    context = {
        "page": page,
        "rows": found,
        "only_open": only_open,
        "can_close": may(request.user, Act.RECOMMEND),
        "may_plan": may(request.user, Act.ACTION_PLAN),
    }
    return render(request, "actions/recommendations.html", context)


@require_POST
@policy(Act.RECOMMEND)
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Settle a recommendation, or take it back, with the reason."""
    row = _own(request, pk)
    try:
        services.close(recommendation_id=row.pk, reason=request.POST.get("reason", ""))
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Closed; it is no longer carried into the next year."))
    return redirect("recommendations:index")


@require_POST
@policy(Act.RECOMMEND)
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a closed recommendation up again."""
    services.reopen(recommendation_id=_own(request, pk).pk)
    messages.success(request, _("Taken up again."))
    return redirect("recommendations:index")


def _own(request: SignedInRequest, pk: int) -> Recommendation:
    return get_object_or_404(Recommendation.objects.written_by_role(request.user), pk=pk)


def _table(rows: list[selectors.Followed]) -> HttpResponse:
    head = [
        _("Year"),
        _("Unit"),
        _("Criterion"),
        _("Recommendation"),
        _("Points it could bring"),
        _("Follow-up"),
        _("Responsible"),
        _("Due"),
        _("Status"),
    ]
    return csv_response("matriks-tindak-lanjut.csv", head, (_line(row) for row in rows))


def _line(row: selectors.Followed) -> list[str | int | None]:
    source = row.recommendation
    return [
        source.score_year,
        str(source.unit or source.government_id),
        str(source.node),
        source.text,
        None if source.points is None else str(source.points).replace(".", ","),
        " | ".join(each.action.title for each in row.actions),
        " | ".join(each.action.unit.short_name for each in row.actions),
        " | ".join(each.action.due_date.isoformat() for each in row.actions),
        str(selectors.state_label(row.state)),
    ]
