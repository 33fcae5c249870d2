"""The edition workshop: from a workbook to a draft, and by two people to a published edition."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common import files
from portal.common.http import SignedInRequest
from portal.common.policy import Action, may, policy
from portal.common.spreadsheets import XLSX, RefusedWorkbook
from scorecards.editions import selectors, services
from scorecards.editions.forms import WorkbookForm
from scorecards.editions.models import EditionDraft
from scorecards.editions.preview import preview_of
from scorecards.editions.services import WorkshopRefused
from scorecards.editions.words import told
from scorecards.instruments.reader import source_of
from scorecards.instruments.workbook import CellError, WorkbookErrors, write_workbook
from scorecards.instruments.yaml_loader import dump_yaml

INVALID, CONFLICT = 422, 409
MOST_ERRORS = 200
BINARY = "application/octet-stream"
STATUS_OF = {
    EditionDraft.State.DRAFT: "draft",
    EditionDraft.State.PROPOSED: "submitted",
    EditionDraft.State.PUBLISHED: "published",
    EditionDraft.State.DISCARDED: "cancelled",
}
"""State -> code in portal.common.statuses."""


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.EDITIONS_MANAGE)
def index(request: SignedInRequest) -> HttpResponse:
    """Show editions and drafts; take a workbook and lead to its draft, or name what is wrong by cell."""
    if request.method != "POST":
        return _index_page(request, WorkbookForm())
    form, errors = WorkbookForm(request.POST, request.FILES), []
    if not selectors.tends_editions(request.user):
        form.add_error(None, _("Only administrators of this installation's own government look after editions."))
    elif form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = services.upload(content=file.read(), file_name=file.name, by=request.user)
        except (RefusedWorkbook, WorkshopRefused) as refusal:
            form.add_error("file", str(refusal))
        except WorkbookErrors as found:
            errors = found.errors
        else:
            messages.success(request, _("The workbook holds together. This is the draft."))
            return redirect("editions:draft", made.pk)
    return _index_page(request, form, errors, status=INVALID)


@require_safe
@policy(Action.EDITIONS_MANAGE)
def template(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return an edition as a workbook to start from."""
    edition = get_object_or_404(selectors.editions_for(request.user), pk=pk)
    content = write_workbook(source_of(json.loads(edition.document)))
    return _download(content, f"{_stem(edition.code)}.xlsx", XLSX)


@require_safe
@policy(Action.EDITIONS_MANAGE)
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what the draft says, whether its golden cases come out, and what changed since the edition before."""
    return _draft_page(request, _draft(request, pk))


@require_safe
@policy(Action.EDITIONS_MANAGE)
def workbook(request: SignedInRequest, pk: int) -> FileResponse:
    """Return the workbook as it was uploaded."""
    found = _draft(request, pk)
    try:
        stream = files.open_file(found.workbook_sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(stream, as_attachment=True, filename=found.file_name, content_type=BINARY)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@policy(Action.EDITIONS_MANAGE)
def yaml(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return the draft as an edition file."""
    found = _draft(request, pk)
    content = dump_yaml(json.loads(found.document)).encode()
    return _download(content, f"{_stem(found.code)}.yaml", "application/yaml")


@require_POST
@policy(Action.EDITIONS_MANAGE)
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask another administrator to publish what is shown."""
    return _act(request, pk, services.propose, _("Proposed. Another administrator can publish it now."))


@require_POST
@policy(Action.EDITIONS_MANAGE)
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish what another administrator proposed."""
    return _act(request, pk, services.publish, _("Published. Evaluations can be opened with this edition now."))


@require_POST
@policy(Action.EDITIONS_MANAGE)
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put the draft away."""
    return _act(request, pk, services.discard, _("Discarded. The draft stays on record."))


def _act(request: SignedInRequest, pk: int, act: Callable[..., object], done: str) -> HttpResponse:
    """Do it to the document that the person looked at, or say why not."""
    found = _draft(request, pk)
    try:
        act(draft_id=found.pk, sha256=request.POST.get("sha256", ""), by=request.user)
    except WorkshopRefused as refusal:
        return _draft_page(request, _draft(request, pk), error=str(refusal), status=CONFLICT)
    messages.success(request, done)
    return redirect("editions:draft", pk)


def _draft(request: SignedInRequest, pk: int) -> EditionDraft:
    rows = EditionDraft.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("uploaded_by", "proposed_by", "decided_by"), pk=pk)


def _index_page(
    request: SignedInRequest, form: WorkbookForm, errors: list[CellError] | None = None, *, status: int = 200
) -> HttpResponse:
    errors = errors or []
    context = {
        "form": form,
        "may": selectors.tends_editions(request.user),
        "errors": [{"error": error, "told": told(error.expected)} for error in errors[:MOST_ERRORS]],
        "all_errors": len(errors),
        "more_errors": max(0, len(errors) - MOST_ERRORS),
        "file_name": form.cleaned_data["file"].name if errors else "",
        "editions": selectors.editions_for(request.user).defer("document"),
        "drafts": [
            {"row": row, "status": STATUS_OF[EditionDraft.State(row.state)]}
            for row in selectors.latest_drafts(request.user)
        ],
    }
    return render(request, "editions/index.html", context, status=status)


def _draft_page(request: SignedInRequest, found: EditionDraft, *, error: str = "", status: int = 200) -> HttpResponse:
    preview = preview_of(found)
    state = EditionDraft.State(found.state)
    context: dict[str, Any] = {
        "draft": found,
        "status": STATUS_OF[state],
        "preview": preview,
        "good_cases": len(preview.cases) - preview.faults,
        "error": error,
        "is_open": state in EditionDraft.OPEN,
        "can_propose": state == EditionDraft.State.DRAFT and not preview.faults,
        "can_publish": state == EditionDraft.State.PROPOSED and found.proposed_by_id != request.user.pk,
        "may_rehearse": may(request.user, Action.EDITION_REHEARSE),
        "waits": state == EditionDraft.State.PROPOSED and found.proposed_by_id == request.user.pk,
        "crumbs": [{"label": _("Editions"), "url": reverse("editions:index")}],
    }
    return render(request, "editions/draft.html", context, status=status)


def _stem(code: str) -> str:
    return code.replace("/", "-")


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
