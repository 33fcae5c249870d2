"""Asking other units for documents, and answering."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, policy
from portal.units.models import Unit
from scorecards.evidence import selectors, services
from scorecards.evidence.forms import AnswerForm, AskForm, ReasonForm
from scorecards.evidence.models import EvidenceRequest, Grant

PER_PAGE = 50
OUTGOING = "keluar"


@require_safe
@policy(Action.EVIDENCE_SHARE)
def requests(request: SignedInRequest) -> HttpResponse:
    """List what other units ask of us, and what we asked of them."""
    is_incoming = request.GET.get("arah") != OUTGOING
    rows = selectors.requests_of(request.user, incoming=is_incoming)
    tabs = [
        {"label": _("Asked of us"), "url": "?", "current": is_incoming},
        {"label": _("Asked by us"), "url": f"?arah={OUTGOING}", "current": not is_incoming},
    ]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))
    return render(request, "evidence/requests.html", {"page": page, "tabs": tabs, "is_incoming": is_incoming})


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.EVIDENCE_SHARE)
def ask(request: SignedInRequest) -> HttpResponse:
    """Ask another unit for a document."""
    own = list(Unit.objects.filter(pk__in=_own(request)).order_by(Lower("name"), "pk"))
    others = Unit.objects.visible_to(request.user).valid_on(timezone.localdate()).exclude(pk__in=_own(request))
    form = AskForm(request.POST or None, own=own, others=list(others.order_by(Lower("name"), "pk")))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ask(
                asker=form.unit("asker"), owner=form.unit("owner"), words=form.cleaned_data["words"], by=request.user
            )
        except services.SharingRefused as refusal:
            form.add_error("owner", str(refusal))
        else:
            messages.success(
                request, _("Asked. The other unit finds it among its tasks; you are told when it answers.")
            )
            return redirect("evidence:request", made.pk)
    return render(request, "evidence/ask.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@policy(Action.EVIDENCE_SHARE)
def request_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a request to both sides; the owner picks a document for it."""
    return _page(request, _request(request, pk))


@require_POST
@policy(Action.EVIDENCE_SHARE)
def grant(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the asking unit use a document."""
    asked = _of_owner(request, pk)
    form = AnswerForm(request.POST)
    document = form.cleaned_data["document"] if form.is_valid() else None
    if document is None:
        return _page(request, asked, refused=_("Choose a document of your unit's register."), status=422)
    answer = form.cleaned_data["answer"]
    return _try(
        request,
        asked,
        lambda: services.grant(request_id=asked.pk, document_id=document, answer=answer, by=request.user),
        _("Granted. The other unit can use the document now; you may revoke this at any time."),
    )


@require_POST
@policy(Action.EVIDENCE_SHARE)
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say no, with a reason."""
    asked = _of_owner(request, pk)
    answer = request.POST.get("answer", "")
    act = lambda: services.decline(request_id=asked.pk, answer=answer, by=request.user)  # noqa: E731
    return _try(request, asked, act, _("Declined; the other unit is told why."))


@require_POST
@policy(Action.EVIDENCE_SHARE)
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one's own request back."""
    rows = EvidenceRequest.objects.filter(asker__in=_own(request)).select_related("asker", "owner", "created_by")
    asked = get_object_or_404(rows, pk=pk)
    act = lambda: services.withdraw(request_id=asked.pk, by=request.user)  # noqa: E731
    return _try(request, asked, act, _("Withdrawn."))


@require_POST
@policy(Action.EVIDENCE_SHARE)
def revoke(request: SignedInRequest, grant: int) -> HttpResponse:
    """End a grant."""
    rows = Grant.objects.filter(document__unit__in=_own(request)).select_related("request")
    found = get_object_or_404(rows, pk=grant)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    asked = _request(request, found.request_id)
    act = lambda: services.revoke(grant_id=found.pk, reason=reason, by=request.user)  # noqa: E731
    return _try(request, asked, act, _("Revoked. The other unit can no longer open the document."))


def _own(request: SignedInRequest) -> frozenset[int]:
    return request.user.units_as(Role.OPERATOR, Role.HEAD)


def _request(request: SignedInRequest, pk: int) -> EvidenceRequest:
    rows = EvidenceRequest.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("asker", "owner", "created_by", "answered_by"), pk=pk)


def _of_owner(request: SignedInRequest, pk: int) -> EvidenceRequest:
    rows = EvidenceRequest.objects.filter(owner__in=_own(request))
    return get_object_or_404(rows.select_related("asker", "owner", "created_by", "answered_by"), pk=pk)


def _try(request: SignedInRequest, asked: EvidenceRequest, act: Callable[[], object], words: str) -> HttpResponse:
    try:
        act()
    except services.SharingRefused as refusal:
        return _page(request, asked, refused=str(refusal), status=409)
    messages.success(request, words)
    return redirect("evidence:request", asked.pk)


def _page(request: SignedInRequest, asked: EvidenceRequest, *, refused: str = "", status: int = 200) -> HttpResponse:
    is_owner = asked.owner_id in _own(request)
    words = " ".join(request.GET.get("cari", "").split())[:100]
    is_open = asked.state == EvidenceRequest.State.OPEN
    context: dict[str, Any] = {
        "asked": asked,
        "is_owner": is_owner,
        "is_open": is_open,
        "words": words,
        "documents": selectors.pickable(asked.owner, words) if is_owner and is_open else [],
        "chosen": request.POST.get("document", ""),
        "answer": request.POST.get("answer", ""),
        "reason": request.POST.get("reason", ""),
        "grants": selectors.grants_by(asked),
        "refused": refused,
    }
    return render(request, "evidence/request.html", context, status=status)
