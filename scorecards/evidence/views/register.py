"""The list of documents, and adding to it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, may, policy
from portal.units.models import Government, Unit
from scorecards.evidence import selectors
from scorecards.evidence.document_kinds import DocumentKind
from scorecards.evidence.filters import RegisterFilter, owners, states
from scorecards.evidence.forms import AddForm
from scorecards.evidence.intake import ACCEPT, RefusedFile, kinds_in_words
from scorecards.evidence.models import CITY_KEEPERS
from scorecards.evidence.naming import title_from
from scorecards.evidence.services import add_document

PER_PAGE = 50
MIB = 1024 * 1024


@require_safe
@policy(Action.EVIDENCE_READ)
def index(request: SignedInRequest) -> HttpResponse:
    """List the documents that the person may read; search and filters stand in the address."""
    wanted = RegisterFilter.read(request.GET)
    page = Paginator(selectors.register_of(request.user, wanted), PER_PAGE).get_page(request.GET.get("hal"))
    context = {
        "page": page,
        "wanted": wanted,
        "chips": wanted.chips(),
        "kinds": DocumentKind.choices,
        "owners": owners(),
        "states": states(),
        "can_share": may(request.user, Action.EVIDENCE_SHARE),
        "can_add": may(request.user, Action.EVIDENCE_REGISTER),
    }
    return render(request, "evidence/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.EVIDENCE_REGISTER)
def add(request: SignedInRequest) -> HttpResponse:
    """Put files into the register: the unit's own, or the city's."""
    units, city = _registers(request)
    if not units and city is None:
        raise Http404
    if request.method != "POST":
        return _page(request, AddForm(units=units, city=city))
    form = AddForm(request.POST, request.FILES, units=units, city=city)
    if not form.is_valid():
        return _refuse(request, form, next(str(error) for found in form.errors.values() for error in found))
    try:
        return _store(request, form)
    except RefusedFile as error:
        return _refuse(request, form, str(error))


def _store(request: SignedInRequest, form: AddForm) -> HttpResponse:
    file, unit, city = form.cleaned_data["file"], form.unit, form.city
    government = unit.government if unit else city
    if government is None:
        raise Http404
    facts = form.facts()
    title = facts.title or title_from(file.name)
    revision = add_document(
        government=government,
        unit=unit,
        upload=file,
        file_name=file.name,
        by=request.user,
        **{**facts._asdict(), "title": title},
    )
    is_known = revision.document.title != title
    if request.htmx:
        return render(request, "evidence/_added.html", {"revision": revision, "is_known": is_known})
    words = _("This file was already in the register.") if is_known else _("The document is in the register.")
    messages.success(request, words)
    return redirect("evidence:view", revision.pk)


def _registers(request: SignedInRequest) -> tuple[list[Unit], Government | None]:
    """Return the registers that the person looks after."""
    units = Unit.objects.filter(pk__in=request.user.units_as(Role.OPERATOR, Role.HEAD)).select_related("government")
    city = Government.objects.filter(pk__in=request.user.governments_as(*CITY_KEEPERS)).order_by("pk").first()
    return list(units.order_by("name", "pk")), city


def _page(request: SignedInRequest, form: AddForm, *, refused: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "refused": refused, "url": reverse("evidence:add"), **upload_context()}
    return render(request, "evidence/add.html", context, status=status)


def _refuse(request: SignedInRequest, form: AddForm, why: str) -> HttpResponse:
    """Say why not; what was typed is shown again."""
    if request.htmx:
        return render(request, "evidence/_refused.html", {"why": why}, status=422)
    return _page(request, form, refused=why, status=422)


def upload_context() -> dict[str, Any]:
    """Return what the upload control says before a file is chosen."""
    limit = f"{settings.UPLOAD_MAX_BYTES // MIB} MB"
    return {
        "upload_hint": _("%(kinds)s; at most %(limit)s") % {"kinds": kinds_in_words(), "limit": limit},
        "upload_accept": ACCEPT,
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "max_text": limit,
    }
