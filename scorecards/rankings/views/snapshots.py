"""Published snapshots: the list, publishing, the files, and the verifier."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, may, policy
from scorecards.entries.models import Cycle
from scorecards.rankings.models import Snapshot
from scorecards.rankings.services.snapshots import SnapshotRefused, content_of, publish_snapshot
from scorecards.rankings.verifier import verifier

ROWS = 20


@require_safe
@policy(Action.SNAPSHOT_VIEW)
def snapshots(request: SignedInRequest) -> HttpResponse:
    """List what was published, the newest first; evaluators publish here."""
    return _page(request)


@require_POST
@policy(Action.SNAPSHOT_PUBLISH)
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish a cycle's ranking as it stands now."""
    own = Cycle.objects.filter(government__in=request.user.governments_as(Role.EVALUATOR))
    cycle = get_object_or_404(own, pk=pk)
    try:
        made = publish_snapshot(cycle_id=cycle.pk, by=request.user)
    except SnapshotRefused as refusal:
        return _page(request, refusal)
    messages.success(request, _("Published as number %(number)d.") % {"number": made.number})
    return redirect("rankings:snapshots")


@require_safe
@policy(Action.SNAPSHOT_VIEW)
def snapshot_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the file as it was published, after comparing its bytes with their hash."""
    shown = Snapshot.objects.visible_to(request.user).select_related("cycle__edition__instrument", "cycle__period")
    snapshot = get_object_or_404(shown, pk=pk)
    instrument, year = snapshot.cycle.edition.instrument.code, snapshot.cycle.period.score_year
    name = f"peringkat-{snapshot.number}-{instrument}-{year}.json"
    return _download(content_of(snapshot), name, "application/json")


@require_safe
@policy(Action.SNAPSHOT_VIEW)
def snapshot_verifier(request: SignedInRequest) -> HttpResponse:
    """Send the program that computes a file anew; it needs Python and nothing else."""
    return _download(verifier(), "periksa-peringkat.pyz", "application/octet-stream")


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


def _page(request: SignedInRequest, refusal: SnapshotRefused | None = None) -> HttpResponse:
    joined = ("cycle__edition__instrument", "cycle__period", "published_by")
    rows = Snapshot.objects.visible_to(request.user).select_related(*joined)
    earlier = Snapshot.objects.filter(
        government=OuterRef("government"),
        cycle__edition__instrument=OuterRef("cycle__edition__instrument"),
        number__lt=OuterRef("number"),
    )
    rows = rows.annotate(
        ranked=Count("ranks__rank"), earlier=Subquery(earlier.order_by("-number").values("pk")[:1])
    ).order_by("-published_at", "-pk")
    context = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("hal")),
        "refusal": refusal,
        "cycles": _publishable(request) if may(request.user, Action.SNAPSHOT_PUBLISH) else [],
    }
    return render(request, "rankings/snapshots.html", context, status=409 if refusal else 200)


def _publishable(request: SignedInRequest) -> list[Cycle]:
    """Return the released cycles of units that the user evaluates, each with the number it was last published under."""
    own = Cycle.objects.filter(government__in=request.user.governments_as(Role.EVALUATOR))
    released = own.filter(marks_released_at__isnull=False).exclude(subject=Cycle.Subject.GOVERNMENT)
    found = released.select_related("edition__instrument", "period").annotate(last=Max("snapshots__number"))
    return list(found.order_by("-period__score_year", "edition__code"))
