"""Changing what is said about a document, and following it up by a new revision."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.evidence import services
from scorecards.evidence.forms import FactsForm, RevisionForm
from scorecards.evidence.intake import RefusedFile
from scorecards.evidence.models import Document, Revision
from scorecards.evidence.services import add_revision, describe


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.EVIDENCE_REGISTER)
def edit(request: SignedInRequest, document: int) -> HttpResponse:
    """Change title, kind, period, expiry and who may see it."""
    found = _own(request, document)
    newest = _newest(found)
    if request.method != "POST":
        form = FactsForm(initial=FactsForm.initial_of(found))
        return _edit_page(request, found, newest, form)
    form = FactsForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, found, newest, form, status=422)
    describe(document_id=found.pk, facts=form.facts())
    messages.success(request, _("Saved."))
    return redirect("evidence:view", newest.pk)


@require_POST
@policy(Action.EVIDENCE_REGISTER)
def revise(request: SignedInRequest, document: int) -> HttpResponse:
    """Add the next revision; links to older ones stay until they are moved."""
    found = _own(request, document)
    newest = _newest(found)
    form = RevisionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refuse_revision(request, newest, _("Choose a file first."))
    file = form.cleaned_data["file"]
    try:
        revision = add_revision(document_id=found.pk, upload=file, file_name=file.name, by=request.user)
    except RefusedFile as error:
        return _refuse_revision(request, newest, str(error))
    if revision.pk == newest.pk:
        words = _("This is the file of revision %(number)s already; nothing was added.") % {"number": revision.number}
        messages.info(request, words)
    else:
        messages.success(request, _("Revision %(number)s is in the register.") % {"number": revision.number})
    return HttpResponse(status=204) if request.htmx else redirect("evidence:view", revision.pk)


@require_POST
@policy(Action.EVIDENCE_REGISTER)
def recheck(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have a web address looked at again."""
    revision = get_object_or_404(Revision.objects.visible_to(request.user).filter(link_check__isnull=False), pk=pk)
    if services.recheck(revision_id=revision.pk):
        messages.success(request, _("The address is being looked at; open this page again in a moment."))
    else:
        messages.info(request, _("It was looked at just now, or is being looked at."))
    return redirect("evidence:view", revision.pk)


def _own(request: SignedInRequest, pk: int) -> Document:
    rows = Document.objects.editable_by(request.user).select_related("unit", "government")
    return get_object_or_404(rows, pk=pk)


def _newest(document: Document) -> Revision:
    return document.revisions.select_related("file", "created_by").order_by("-number")[0]


def _edit_page(
    request: SignedInRequest, document: Document, newest: Revision, form: FactsForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"document": document, "revision": newest, "form": form}
    return render(request, "evidence/edit.html", context, status=status)


def _refuse_revision(request: SignedInRequest, newest: Revision, why: str) -> HttpResponse:
    if request.htmx:
        return render(request, "evidence/_refused.html", {"why": why}, status=422)
    messages.error(request, why)
    return redirect("evidence:view", newest.pk)
