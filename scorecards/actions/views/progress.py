"""Reporting on an action and proving it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common.http import SignedInRequest
from portal.common.policy import Action as Act
from portal.common.policy import policy
from scorecards.actions import selectors, services
from scorecards.actions.errors import ActionError, ProgressConflict
from scorecards.actions.forms import ProofForm, ReportForm
from scorecards.actions.models import Action
from scorecards.actions.views.page import action_page, documents_of
from scorecards.evidence.intake import RefusedFile
from scorecards.evidence.services import add_document


@require_POST
@policy(Act.ACTION_REPORT)
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save what was realised: all quarters or none; 409 shows both values where somebody else reported meanwhile."""
    action = _own(request, pk)
    form = ReportForm(request.POST, action=action, progress={row.quarter: row for row in action.progress.all()})
    if not form.is_valid():
        return action_page(request, action, report_form=form, status=422)
    try:
        services.report(action_id=pk, reports=form.reports(), by=request.user)
    except ProgressConflict as conflict:
        typed = request.POST.copy()
        for quarter, row in conflict.stored.items():
            typed[f"version-{quarter}"] = str(row.version)  # saving again replaces what the person has seen now
        form = ReportForm(typed, action=action, progress=conflict.stored)
        return action_page(request, action, report_form=form, stored=conflict.stored, error=str(conflict), status=409)
    except ActionError as refusal:
        return action_page(request, action, report_form=form, error=str(refusal), status=409)
    messages.success(request, _("Saved."))
    return redirect("actions:detail", pk=pk)


@require_POST
@policy(Act.ACTION_REPORT)
def attach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Prove a quarter by a document of the register or by a new file, which goes into the register."""
    action = _own(request, pk)
    form = ProofForm(request.POST, request.FILES, documents=documents_of(action))
    if not form.is_valid():
        return action_page(request, action, proof_form=form, status=422)
    given = form.cleaned_data
    try:
        revision_id = given["revision"] or _register(request, action, form)
        services.attach(
            action_id=pk,
            quarter=given["quarter"],
            revision_id=revision_id,
            page_from=given["page_from"],
            page_to=given["page_to"],
            by=request.user,
        )
    except (ActionError, RefusedFile) as refusal:
        form.add_error(None, str(refusal))
        return action_page(request, action, proof_form=form, status=422)
    messages.success(request, _("The document proves TW%(quarter)s now.") % {"quarter": given["quarter"]})
    return redirect(f"{reverse('actions:detail', args=[pk])}#tw{given['quarter']}")


@require_POST
@policy(Act.ACTION_REPORT)
def detach(request: SignedInRequest, pk: int, proof: int) -> HttpResponse:
    """Take a document away from a quarter; it stays in the register."""
    action = _own(request, pk)
    if not action.proofs.filter(pk=proof).exists():
        raise Http404
    try:
        services.detach(proof_id=proof)
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken away; the document stays in the register."))
    return redirect("actions:detail", pk=pk)


def _own(request: SignedInRequest, pk: int) -> Action:
    rows = Action.objects.reportable_by(request.user).select_related("government")
    return get_object_or_404(selectors.with_everything(rows), pk=pk)


def _register(request: SignedInRequest, action: Action, form: ProofForm) -> int:
    """Put the new file into the owner's register; no transaction is open meanwhile."""
    upload, title = form.cleaned_data["file"], form.cleaned_data["title"]
    name = upload.name or "dokumen"
    revision = add_document(
        government=action.government,
        unit=action.unit,
        title=title or name.rpartition(".")[0] or name,
        covers_from=None,
        covers_to=None,
        upload=upload,
        file_name=name,
        by=request.user,
    )
    return revision.pk
