"""Showing a document at its page, and handing out its bytes."""

import logging
from urllib.parse import quote

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.common import files
from portal.common.http import SignedInRequest
from portal.common.policy import Action, may, policy
from scorecards.evidence import permissions, selectors, usage
from scorecards.evidence.intake import Family, kind_of_type
from scorecards.evidence.models import GrantUse, LinkCheck, Revision
from scorecards.evidence.services import log_use
from scorecards.evidence.usage import Use
from scorecards.evidence.views.register import upload_context

logger = logging.getLogger(__name__)

GONE = 410
LOCKED = 423


@require_safe
@policy(Action.EVIDENCE_READ)
def view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a document; `?halaman=14` opens it there, `?sampai=16` says how far the proof goes."""
    revision = _readable(request, pk)
    document = revision.document
    revisions = selectors.revisions_of(document)
    uses = usage.uses_of(request.user, [one.pk for one in revisions])
    is_newest = revisions[0].pk == revision.pk
    first = _page(request.GET.get("halaman"), revision) or 1
    last = _page(request.GET.get("sampai"), revision)
    context = {
        "revision": revision,
        "document": document,
        "revisions": revisions,
        "is_newest": is_newest,
        "uses": [(use, _number_of(use, revisions)) for use in uses],
        "movable": sum(use.is_open and use.revision_id != revisions[0].pk for use in uses),
        "link": LinkCheck.objects.filter(revision=revision).first() if revision.file.family == Family.LINK else None,
        "grants": selectors.grants_of(document) if permissions.can_edit(request.user, document) else [],
        "can_recheck": may(request.user, Action.EVIDENCE_REGISTER),
        "can_edit": may(request.user, Action.EVIDENCE_REGISTER) and permissions.can_edit(request.user, document),
        "page": first,
        "family": revision.file.family,
        "file_url": reverse("evidence:file", args=[revision.pk]),
        "facts": _facts(revision, first if "halaman" in request.GET else None, last),
        **upload_context(),
    }
    return render(request, "evidence/view.html", context)


@require_safe
@policy(Action.EVIDENCE_READ)
def file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Hand out the bytes, after checking that they are still those of their hash; never shown in the page's place."""
    revision = _readable(request, pk)
    return _hand_out(request, revision, revision.file.sha256, revision.file.media_type)


@require_safe
@policy(Action.EVIDENCE_READ)
def picture(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Hand out the copy of a picture that was drawn anew, for an <img> of our own page."""
    revision = _readable(request, pk)
    if not revision.file.preview_sha256:
        raise Http404
    return _hand_out(request, revision, revision.file.preview_sha256, revision.file.media_type)


def _hand_out(request: SignedInRequest, revision: Revision, sha256: str, media_type: str) -> HttpResponseBase:
    if not revision.file.is_served:
        context = {"revision": revision, "document": revision.document, "file": revision.file}
        return render(request, "evidence/quarantine.html", context, status=LOCKED)
    tag = f'"{sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return _guarded(HttpResponseNotModified(), tag)
    try:
        content = files.read(sha256)
    except (OSError, files.CorruptFile):
        logger.exception("The stored file %s of revision %s is missing or damaged", sha256, revision.pk)
        return _damaged(request, revision)
    if not permissions.can_edit(request.user, revision.document):
        log_use(document_id=revision.document_id, by=request.user, what=GrantUse.What.OPENED)
    response = HttpResponse(content, content_type=media_type)
    kind = kind_of_type(media_type)
    ending = kind.endings[0] if kind else "bin"
    name = f"{slugify(revision.document.title) or 'dokumen'}.{ending}"
    response["Content-Disposition"] = f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}"
    response["Content-Length"] = str(len(content))
    return _guarded(response, tag)


def _damaged(request: SignedInRequest, revision: Revision) -> HttpResponse:
    """Say that the bytes are lost, what was kept, and how they come back."""
    return render(request, "evidence/damaged.html", {"revision": revision, "document": revision.document}, status=GONE)


def _readable(request: SignedInRequest, pk: int) -> Revision:
    rows = Revision.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("document__unit", "file", "created_by"), pk=pk)


def _number_of(use: Use, revisions: list[Revision]) -> int:
    return next(one.number for one in revisions if one.pk == use.revision_id)


def _facts(revision: Revision, first: int | None, last: int | None) -> list[dict[str, str | None]]:
    """Return what is known about a document, in words."""
    document = revision.document
    proof = "" if first is None else f"{first}–{last}" if last and last != first else str(first)
    rows = [
        (_("Unit"), str(document.unit or _("City register: for every unit"))),
        (_("Kind"), str(document.get_kind_display())),
        (_("Proof on page"), proof),
        (_("Pages"), str(revision.file.pages or "")),
        (_("About"), document.years),
        (_("In force until"), date_format(document.expires_on) if document.expires_on else ""),
        (_("Who may see it"), str(document.get_confidentiality_display())),
        (_("Revision"), str(revision.number)),
        (_("File"), f"{revision.file_name} ({filesizeformat(revision.file.size)})"),
        (_("Uploaded"), f"{date_format(timezone.localtime(revision.created_at))}, {revision.created_by}"),
        (_("SHA-256"), f"{revision.file.sha256[:16]}…"),
    ]
    return [{"term": term, "value": value} for term, value in rows if value]


def _guarded(response: HttpResponse, tag: str) -> HttpResponse:
    """Let no browser run, sniff or share what is in a document, nor keep it without asking again."""
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = tag
    return response


def _page(text: str | None, revision: Revision) -> int | None:
    """Return a page number of the document, None when there is none or it lies outside."""
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > 6:
        return None
    number = int(text)
    return number if 1 <= number <= (revision.file.pages or number) else None
