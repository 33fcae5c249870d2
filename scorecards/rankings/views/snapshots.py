"""Published snapshots: the list, publishing, the files, and the verifier."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.common.files import CorruptFile
from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, may, policy
from scorecards.entries.models import Cycle
from scorecards.rankings.models import Snapshot, SnapshotQuerySet
from scorecards.rankings.presenters import pages
from scorecards.rankings.selectors.published_ranking import UnknownGroup, is_public, published
from scorecards.rankings.services.snapshots import SnapshotRefused, content_of, publish_snapshot
from scorecards.rankings.verifier import verifier

ROWS = 20
JOINED = ("government", "cycle__edition__instrument", "cycle__period", "published_by")


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
    try:
        content = content_of(snapshot)
    except CorruptFile:
        return damaged(request, [snapshot])
    return _download(content, _file_name(snapshot), "application/json")


@require_safe
@policy(Action.SNAPSHOT_VIEW)
def snapshot_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one published ranking as its file has it, and what stands before and after it."""
    shown = Snapshot.objects.visible_to(request.user).select_related(*JOINED)
    snapshot = get_object_or_404(shown, pk=pk)
    try:
        found = published(snapshot, request.GET.get("kelompok", ""))
    except UnknownGroup as unknown:
        raise Http404 from unknown
    except CorruptFile:
        return damaged(request, [snapshot])
    numbers = (snapshot.number - 1, snapshot.number + 1)
    chain = {one.number: one for one in shown.filter(government=snapshot.government_id, number__in=numbers)}
    context = {
        "snapshot": snapshot,
        "found": found,
        "tabs": pages.tabs_of_file(request, found),
        "before": chain.get(numbers[0]),
        "after": chain.get(numbers[1]),
        "others": _same_kind(shown, snapshot).exclude(pk=snapshot.pk).order_by("-number"),
        "file_name": _file_name(snapshot),
        "is_public": is_public(snapshot.government),
    }
    return render(request, "rankings/snapshot.html", context)


@require_safe
@policy(Action.SNAPSHOT_VIEW)
def compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go to the comparison with the snapshot that was chosen; none or no number goes back to the page."""
    shown = Snapshot.objects.visible_to(request.user).select_related("cycle__edition")
    snapshot = get_object_or_404(shown, pk=pk)
    number = request.GET.get("dengan", "")
    other = _same_kind(shown, snapshot).filter(number=number).first() if number.isdecimal() else None
    if other is None:
        return redirect("rankings:snapshot-page", pk=snapshot.pk)
    return redirect("rankings:comparison", pk=snapshot.pk, other=other.pk)


@require_safe
@policy(Action.SNAPSHOT_VIEW)
def snapshot_verifier(request: SignedInRequest) -> HttpResponse:
    """Send the program that computes a file anew; it needs Python and nothing else."""
    return send_verifier()


def send_verifier() -> HttpResponse:
    """Return the program as a download."""
    return _download(verifier(), "periksa-peringkat.pyz", "application/octet-stream")


def damaged(request: SignedInRequest, snapshots: list[Snapshot]) -> HttpResponse:
    """Say that a stored file is not what was published; nothing of it is shown."""
    return render(request, "rankings/damaged.html", {"snapshots": snapshots}, status=500)


def _file_name(snapshot: Snapshot) -> str:
    instrument, year = snapshot.cycle.edition.instrument.code, snapshot.cycle.period.score_year
    return f"peringkat-{snapshot.number}-{instrument}-{year}.json"


def _same_kind(shown: SnapshotQuerySet, snapshot: Snapshot) -> SnapshotQuerySet:
    """Keep what a snapshot can be compared with: those of its government and instrument."""
    instrument = snapshot.cycle.edition.instrument_id
    return shown.filter(government=snapshot.government_id, cycle__edition__instrument=instrument)


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


def _page(request: SignedInRequest, refusal: SnapshotRefused | None = None) -> HttpResponse:
    rows = Snapshot.objects.visible_to(request.user).select_related(*JOINED)
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
        "may_open": may(request.user, Action.SNAPSHOT_OPEN),
        "cycles": _publishable(request) if may(request.user, Action.SNAPSHOT_PUBLISH) else [],
    }
    return render(request, "rankings/snapshots.html", context, status=409 if refusal else 200)


def _publishable(request: SignedInRequest) -> list[Cycle]:
    """Return the released cycles of units that the user evaluates, each with the number it was last published under."""
    own = Cycle.objects.filter(government__in=request.user.governments_as(Role.EVALUATOR))
    released = own.filter(marks_released_at__isnull=False).exclude(subject=Cycle.Subject.GOVERNMENT)
    found = released.select_related("edition__instrument", "period").annotate(last=Max("snapshots__number"))
    return list(found.order_by("-period__score_year", "edition__code"))
