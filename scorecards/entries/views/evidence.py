"""Adding, marking and taking away the documents that prove a sub-component."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.entries import services
from scorecards.entries.forms import AlsoForm, EvidenceForm, LinkForm, PagesForm, ReuseForm
from scorecards.entries.models import EvidenceLink
from scorecards.entries.question import Question
from scorecards.entries.services.errors import EntryError
from scorecards.entries.suggestions import also_proves
from scorecards.entries.views import fetch
from scorecards.entries.views.context import evidence_context
from scorecards.evidence import services as evidence
from scorecards.evidence.document_kinds import kind_of_title
from scorecards.evidence.intake import RefusedFile
from scorecards.evidence.models import Document, Revision
from scorecards.evidence.naming import title_from
from scorecards.evidence.services import Facts


@require_POST
@policy(Action.EVIDENCE_UPLOAD)
def upload(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Put a file into the unit's register and attach it."""
    question = own_question(request, pk, code)
    if question.why_closed:
        return refuse(request, question, question.why_closed)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return refuse(request, question, _first_error(form.errors))
    return _try(request, question, lambda: _store(request, question, form.cleaned_data))


@require_POST
@policy(Action.EVIDENCE_UPLOAD)
def add_link(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Put a web address into the unit's register and attach it."""
    question = own_question(request, pk, code)
    if question.why_closed:
        return refuse(request, question, question.why_closed)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return refuse(request, question, _first_error(form.errors))
    return _try(request, question, lambda: _store_link(request, question, form.cleaned_data))


@require_POST
@policy(Action.EVIDENCE_UPLOAD)
def reuse(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Attach a document that the register already holds; also undoes taking one away."""
    question = own_question(request, pk, code)
    form = ReuseForm(request.POST)
    if not form.is_valid():
        return refuse(request, question, _("Choose a document from the register first."))
    given = form.cleaned_data

    def attach() -> str:
        services.attach(
            entry_id=target_of(question, given["entry"]),
            revision_id=given["revision"],
            page_from=given["page_from"],
            page_to=given["page_to"],
            note=given["note"],
            by=request.user,
        )
        return _("Evidence attached.")

    return _try(request, question, attach)


@require_POST
@policy(Action.EVIDENCE_UPLOAD)
def pages(request: SignedInRequest, pk: int, code: str, link: int) -> HttpResponse:
    """Mark the pages at which the proof stands."""
    question = own_question(request, pk, code)
    found = fetch.own_link(question, link)
    form = PagesForm(request.POST)
    if not form.is_valid():
        return refuse(request, question, _first_error(form.errors))

    def mark() -> str:
        services.set_pages(link_id=found.pk, by=request.user, **form.cleaned_data)
        return _("Page marked.")

    return _try(request, question, mark)


@require_POST
@policy(Action.EVIDENCE_UPLOAD)
def detach(request: SignedInRequest, pk: int, code: str, link: int) -> HttpResponse:
    """Take a document away from the sub-component; the register keeps it, and the answer offers the way back."""
    question = own_question(request, pk, code)
    found = fetch.own_link(question, link)
    try:
        gone = services.detach(link_id=found.pk, by=request.user)
    except EntryError as error:
        return refuse(request, question, str(error))
    if not request.htmx:
        messages.success(
            request,
            _("“%(title)s” no longer proves this; it stays in the register.") % {"title": gone.revision.document},
        )
    return show_list(request, pk, code, detached=gone)


@require_POST
@policy(Action.EVIDENCE_UPLOAD)
def also(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Let a document of this sub-component prove others of the unit, too: those that were offered, and no more."""
    question = own_question(request, pk, code)
    links = [link for link in question.links if str(link.revision_id) == request.POST.get("revision")]
    allowed = also_proves(request.user, question, links[0].revision.document) if links else []
    form = AlsoForm(request.POST, allowed=[one.entry.pk for one in allowed])
    if not form.is_valid():
        return refuse(request, question, _("Nothing was attached: this is no longer offered."))

    def attach() -> str:
        for entry_id in form.cleaned_data["entries"]:
            services.attach(
                entry_id=entry_id,
                revision_id=form.cleaned_data["revision"],
                page_from=None,
                page_to=None,
                by=request.user,
            )
        n = len(form.cleaned_data["entries"])
        words = ngettext("Attached to %(n)s more sub-component.", "Attached to %(n)s more sub-components.", n)
        return words % {"n": n}

    return _try(request, question, attach)


@require_POST
@policy(Action.EVIDENCE_UPLOAD)
def move_links(request: SignedInRequest, document: int) -> HttpResponse:
    """Let the open entries follow a document to its newest revision."""
    found = get_object_or_404(Document.objects.visible_to(request.user), pk=document)
    moved = services.move_links(document_id=found.pk, by=request.user)
    words = ngettext(
        "%(n)s entry is now proven by the newest revision.",
        "%(n)s entries are now proven by the newest revision.",
        moved,
    )
    messages.success(request, words % {"n": moved})
    newest = found.revisions.order_by("-number")[0]
    return redirect("evidence:view", newest.pk)


def own_question(request: SignedInRequest, pk: int, code: str) -> Question:
    """Return a sub-component to which the person may add evidence."""
    return fetch.provable_question(request, pk, code)


def _store(request: SignedInRequest, question: Question, given: dict[str, Any]) -> str:
    """Put the file into the register, attach it, and say what happened."""
    scorecard, file = question.scorecard, given["file"]
    first, last = given["year_from"], given["year_to"] or given["year_from"]
    revision = evidence.add_document(
        government=scorecard.government,
        unit=question.acting_unit,
        title=given["title"] or title_from(file.name),
        kind=given["kind"],
        covers_from=date(first, 1, 1) if first else None,
        covers_to=date(last, 12, 31) if last else None,
        upload=file,
        file_name=file.name,
        by=request.user,
    )
    services.attach(
        entry_id=target_of(question, given["entry"]),
        revision_id=revision.pk,
        page_from=None,
        page_to=None,
        by=request.user,
    )
    return known_words(revision, given["title"] or title_from(file.name))


def _store_link(request: SignedInRequest, question: Question, given: dict[str, Any]) -> str:
    scorecard = question.scorecard
    year = scorecard.cycle.period.score_year
    facts = Facts(
        title=given["title"].strip(),
        kind=kind_of_title(given["title"]),
        covers_from=date(year, 1, 1),
        covers_to=date(year, 12, 31),
        expires_on=None,
        confidentiality=Document.Confidentiality.INTERNAL,
    )
    revision = evidence.add_link(
        government=scorecard.government, unit=question.acting_unit, url=given["url"], facts=facts, by=request.user
    )
    services.attach(
        entry_id=target_of(question, given["entry"]),
        revision_id=revision.pk,
        page_from=None,
        page_to=None,
        by=request.user,
    )
    return _("The address is attached; the portal looks whether it opens.")


def known_words(revision: Revision, title: str) -> str:
    """Say what became of a file: a new document, or one that the register held already."""
    if revision.document.title == title:
        return _("“%(title)s” uploaded.") % {"title": title}
    known = {"title": revision.document.title}
    return _("This file was already in the register as “%(title)s”; that document is used.") % known


def target_of(question: Question, entry_id: int | None) -> int:
    """Return the entry that a document shall prove: one of the criteria, or the sub-component as a whole."""
    known = {check.entry.pk for check in question.checks}
    return entry_id if entry_id in known and entry_id is not None else question.entry.pk


def _try(request: SignedInRequest, question: Question, act: Callable[[], str]) -> HttpResponse:
    try:
        words = act()
    except (EntryError, RefusedFile) as error:
        return refuse(request, question, str(error))
    if not request.htmx:
        messages.success(request, words)
    return show_list(request, question.scorecard.pk, question.node.code, said=words)


def show_list(
    request: SignedInRequest, pk: int, code: str, *, detached: EvidenceLink | None = None, said: str = ""
) -> HttpResponse:
    """Answer with the list as it is now: as a part for htmx, by a redirect otherwise."""
    if not request.htmx:
        return redirect("entries:entry", pk, code)
    question = own_question(request, pk, code)
    context = evidence_context(question, user=request.user, detached=detached)
    return render(request, "entries/evidence_list.html", {**context, "said": said})


def refuse(request: SignedInRequest, question: Question, why: str) -> HttpResponse:
    """Say why not; the list stays as it is."""
    if not request.htmx:
        messages.error(request, why)
        return redirect("entries:entry", question.scorecard.pk, question.node.code)
    context = evidence_context(question, user=request.user)
    return render(request, "entries/evidence_list.html", {**context, "refused": why}, status=422)


def _first_error(errors: Any) -> str:
    return next((str(error) for found in errors.values() for error in found), "")
