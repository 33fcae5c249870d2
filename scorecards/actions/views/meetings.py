"""The list of meetings, and the minutes of one."""

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action as Act
from portal.common.policy import policy
from scorecards.actions import selectors
from scorecards.actions.models import Action, Meeting, Verdict

PER_PAGE = 25


@require_safe
@policy(Act.MEETING_HOLD)
def index(request: SignedInRequest) -> HttpResponse:
    """List the meetings, newest first, each with how many of its decisions are done."""
    is_live = ~Q(decisions__status=Action.Status.DROPPED)
    rows = Meeting.objects.visible_to(request.user).annotate(
        decided=Count("decisions", filter=is_live),
        done=Count("decisions", filter=Q(decisions__status=Action.Status.DONE)),
    )
    page = Paginator(rows.order_by("-held_on", "-pk"), PER_PAGE).get_page(request.GET.get("hal"))
    return render(request, "actions/meetings.html", {"page": page})


@require_safe
@policy(Act.MEETING_HOLD)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the minutes, ready for paper: promises reviewed, decisions, text."""
    verdicts = Verdict.objects.select_related("action__unit", "action__meeting").order_by("pk")
    rows = Meeting.objects.visible_to(request.user).select_related("government")
    meeting = get_object_or_404(rows.prefetch_related(Prefetch("verdicts", verdicts)), pk=pk)
    decisions = selectors.with_everything(meeting.decisions.order_by("pk"))
    context = {
        "meeting": meeting,
        "verdicts": meeting.verdicts.all(),
        "decisions": selectors.rows_of(decisions, timezone.localdate()),
    }
    return render(request, "actions/minutes.html", context)
