"""Announcing a file for a sub-component, and attaching it when its bytes are whole (the pieces: evidence's tus)."""

import json
import uuid
from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.entries import receipts, services
from scorecards.entries.forms import AnnounceForm
from scorecards.entries.models import Receipt
from scorecards.entries.question import Question
from scorecards.entries.services.errors import EntryError
from scorecards.entries.views.context import evidence_context
from scorecards.entries.views.evidence import known_words, own_question, refuse, show_list, target_of
from scorecards.evidence.intake import RefusedFile
from scorecards.evidence.uploads import NotWhole, QuotaReached, UploadError
from scorecards.evidence.views.tus import abilities, declared, speaks_tus


@require_http_methods(["OPTIONS", "POST"])
@speaks_tus
@policy(Action.EVIDENCE_UPLOAD)
def announce(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Create an upload (tus): 201 with its address and receipt; 200 with the list when the bytes are known already."""
    if request.method == "OPTIONS":
        return abilities()
    question = own_question(request, pk, code)
    given = declared(request)
    form = AnnounceForm(dict(given.metadata))
    if not form.is_valid():
        return _told(" ".join(str(error) for errors in form.errors.values() for error in errors), 422)
    first, last = form.cleaned_data["year_from"], form.cleaned_data["year_to"] or form.cleaned_data["year_from"]
    try:
        announced = services.announce(
            entry_id=target_of(question, form.cleaned_data["entry"]),
            file_name=form.cleaned_data["filename"],
            size=given.size,
            sha256=form.cleaned_data["sha256"],
            title=form.cleaned_data["title"],
            kind=form.cleaned_data["kind"],
            covers_from=date(first, 1, 1) if first else None,
            covers_to=date(last, 12, 31) if last else None,
            by=request.user,
        )
    except QuotaReached as refusal:
        return _told(str(refusal), 429)
    except (EntryError, RefusedFile) as refusal:
        return _told(str(refusal), 413 if getattr(refusal, "code", "") == "too-big" else 422)
    if announced.receipt is None:
        return _known(request, question)
    return _created(question, announced.receipt)


@require_POST
@policy(Action.EVIDENCE_UPLOAD)
def finish(request: SignedInRequest, pk: int, code: str, key: uuid.UUID) -> HttpResponse:
    """Take a whole file in and attach it; 409 while bytes are missing."""
    question = own_question(request, pk, code)
    entries = [question.entry, *(check.entry for check in question.checks)]
    mine = Receipt.objects.of_entries(entries).filter(upload__created_by=request.user)
    receipt = get_object_or_404(mine.select_related("upload__unit", "upload__government"), upload__key=key)
    try:
        revision = services.finish(receipt=receipt)
    except NotWhole:
        return _told(_("Bytes of this file are still missing."), 409)
    except (EntryError, UploadError, RefusedFile) as refusal:
        return refuse(request, question, str(refusal))
    return show_list(request, pk, code, said=known_words(revision, receipt.title))


def _created(question: Question, receipt: Receipt) -> HttpResponse:
    card, node, key = question.scorecard.pk, question.node.code, receipt.upload.key
    body = {
        "receipt": receipts.promise(receipt),
        "receipt_url": reverse("entries:receipt", args=[card, node, receipt.pk]),
        "finish_url": reverse("entries:finish", args=[card, node, key]),
    }
    headers = {"Location": reverse("evidence:upload", args=[key]), "Upload-Offset": str(receipt.upload.offset)}
    return HttpResponse(json.dumps(body), status=201, content_type="application/json", headers=headers)


def _known(request: SignedInRequest, question: Question) -> HttpResponse:
    said = _("The register held this file already; nothing had to be sent.")
    again = own_question(request, question.scorecard.pk, question.node.code)
    context = {**evidence_context(again, user=request.user), "said": said}
    return render(request, "entries/evidence_list.html", context)


def _told(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
