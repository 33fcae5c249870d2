"""Reports that a person asked for: the list, how far they are, and their files."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.common import files, work
from portal.common.http import SignedInRequest
from portal.common.models import Job
from portal.common.policy import Action, policy
from scorecards.reports.forms import OrderForm
from scorecards.reports.models import Report
from scorecards.reports.selectors import progress
from scorecards.reports.selectors.subjects import may_fetch
from scorecards.reports.services import reports as services

MEDIA_TYPES = {
    Report.Format.PDF: "application/pdf",
    Report.Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
@policy(Action.REPORTS)
def index(request: SignedInRequest) -> HttpResponse:
    """Show the form and the person's reports."""
    return _page(request, OrderForm(user=request.user))


@require_POST
@policy(Action.REPORTS)
def order(request: SignedInRequest) -> HttpResponse:
    """Ask for a report, or for those of all units, and go to its progress."""
    form = OrderForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, form)
    kind, title, subjects = form.wanted
    file_format = form.cleaned_data["file_format"]
    job = services.order(kind=kind, file_format=file_format, subjects=subjects, title=title, by=request.user)
    return redirect("reports:job", job.pk)


@require_safe
@policy(Action.REPORTS)
def job(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far a request is; htmx asks for the bar alone."""
    found = _job(request, pk)
    items = progress.items_in(found.pk)
    counted = work.progress(found)
    ready = [one for one in items if one.state == "done"]
    context: dict[str, Any] = {
        "job": found,
        "items": items,
        "done": counted.done,
        "total": counted.total,
        "failed": counted.failed,
        "breadcrumbs": [{"label": _("My reports"), "url": reverse("reports:index")}],
        "failures": [f"{title_of(one.report)}: {one.reason}" for one in items if one.reason],
        "finished": counted.is_over,
        "status": _status(counted),
        "url": reverse("reports:job", args=[pk]),
        "cancel_url": reverse("reports:cancel", args=[pk]),
        "retry_url": reverse("reports:retry", args=[pk]),
        "result_url": _result(found, [one.report for one in ready]),
        "is_zip": len(ready) > 1,
    }
    template = "reports/job.html#bar" if request.htmx else "reports/job.html"
    return render(request, template, context)


@require_POST
@policy(Action.REPORTS)
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop; what is made stays."""
    work.cancel(_job(request, pk))
    return redirect("reports:job", pk)


@require_POST
@policy(Action.REPORTS)
def retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take up what failed."""
    work.retry_failed(_job(request, pk))
    return redirect("reports:job", pk)


@require_safe
@policy(Action.REPORTS)
def file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a file, when its reader may still see everything in it; its bytes are compared with their hash."""
    report = get_object_or_404(_with_names(request), pk=pk)
    if not may_fetch(request.user, report):
        messages.info(request, _("This file is not there, or was made with rights that you do not hold any more."))
        return redirect("reports:index")
    return _attachment(files.read(report.sha256), f"{name_of(report)}.{report.format}", MEDIA_TYPES[report.format])


@require_safe
@policy(Action.REPORTS)
def archive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send every file of a job in one ZIP, as far as they are made and may be read."""
    found = _job(request, pk)
    ready = [one for one in _with_names(request).filter(job=found).order_by("pk") if may_fetch(request.user, one)]
    if not ready:
        raise Http404
    content = BytesIO()
    with ZipFile(content, "w", ZIP_STORED) as package:
        for one in ready:
            package.writestr(f"{name_of(one)}-{one.pk}.{one.format}", files.read(one.sha256))
    return _attachment(content.getvalue(), f"{slugify(found.title)}.zip", "application/zip")


def title_of(report: Report) -> str:
    """Return what a report is called: kind and subject."""
    return str(report.data.get("subtitle") or (report.scorecard and report.scorecard.unit) or report.government)


def name_of(report: Report) -> str:
    """Return a file name without its ending."""
    return slugify(f"{report.kind} {title_of(report)}")[:100]


def _with_names(request: SignedInRequest) -> Any:
    return Report.objects.visible_to(request.user).select_related("scorecard__unit", "government")


def _job(request: SignedInRequest, pk: int) -> Job:
    return get_object_or_404(Job, pk=pk, kind=progress.WORK_KIND, created_by=request.user)


def _result(found: Job, ready: list[Report]) -> str:
    if not ready:
        return ""
    return (
        reverse("reports:archive", args=[found.pk]) if len(ready) > 1 else reverse("reports:file", args=[ready[0].pk])
    )


def _status(counted: work.Progress) -> str:
    if counted.is_cancelled:
        return "done" if counted.done == counted.total else "cancelled"
    if counted.is_over:
        return "failed" if counted.failed else "done"
    return "running" if counted.done else "queued"


def _attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": disposition})


def _page(request: SignedInRequest, form: OrderForm) -> HttpResponse:
    items = progress.items_of(request.user)
    context = {"form": form, "rows": [(one, title_of(one.report)) for one in items]}
    return render(request, "reports/index.html", context, status=422 if form.errors else 200)
