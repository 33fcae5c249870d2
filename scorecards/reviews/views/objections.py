"""Objections: what can be objected to, the head's form, the second reader's answer."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, policy
from scorecards.domain.states import State
from scorecards.entries.models import Entry, Mark
from scorecards.entries.selectors import links_of
from scorecards.evidence.selectors import usable_by
from scorecards.reviews import services
from scorecards.reviews.errors import AlreadyAnswered, NotSecondReader, ObjectionClosed, ReviewError
from scorecards.reviews.models import Objection, ObjectionProof
from scorecards.reviews.objection_forms import ObjectionAnswerForm, ObjectionForm
from scorecards.reviews.selectors.claims import claim_of
from scorecards.reviews.selectors.history import pages
from scorecards.reviews.selectors.objections import entries_of, objectable, objections_of, own_period

ROWS = 50


@require_safe
@policy(Action.OBJECTION_VIEW)
def objections(request: SignedInRequest) -> HttpResponse:
    """List the objections that wait and those that were answered, and what the user's units may still object to."""
    rows = objections_of(request.user)
    is_open = request.GET.get("tampil") != "dijawab"
    shown = rows.open() if is_open else rows.exclude(outcome="").order_by("-answered_at", "-pk")
    tabs = [
        {"label": _("Waiting for an answer"), "url": "?", "current": is_open, "count": rows.open().count()},
        {"label": _("Answered"), "url": "?tampil=dijawab", "current": not is_open},
    ]
    page = Paginator(shown, ROWS).get_page(request.GET.get("hal"))
    possible = list(objectable(request.user)) if is_open else []
    context = {"page": page, "tabs": tabs, "is_open": is_open, "possible": possible}
    return render(request, "reviews/objections.html", context)


@require_safe
@policy(Action.OBJECTION_VIEW)
def objection(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a mark with what was objected and answered, and the form of who is next."""
    return _page(request, _entry(request, pk))


@require_POST
@policy(Action.OBJECTION_FILE)
def file_objection(request: SignedInRequest, pk: int) -> HttpResponse:
    """Object to a mark."""
    found = _entry(request, pk)
    form = _objection_form(request, found, request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, objection_form=form)
    try:
        services.file_objection(
            entry_id=pk,
            wanted=form.cleaned_data["level"],
            grounds=form.cleaned_data["grounds"],
            proofs=form.proofs,
            by=request.user,
        )
    except ObjectionClosed as refusal:
        return _page(request, _entry(request, pk), status=409, refused=str(refusal), objection_form=form)
    except ReviewError as error:
        form.add_error(error.field, str(error))
        return _page(request, found, status=422, objection_form=form)
    messages.success(request, _("Your objection is filed. You are told when the second reader answers."))
    return redirect("reviews:objection", pk)


@require_POST
@policy(Action.OBJECTION_ANSWER)
def answer_objection(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer an objection as the second reader."""
    found = get_object_or_404(
        entries_of(request.user),
        pk=pk,
        objection__isnull=False,
        scorecard__government__in=request.user.governments_as(Role.EVALUATOR),
    )
    form = ObjectionAnswerForm(request.POST, claim=claim_of(found), stands=found.objection.disputed)
    if not form.is_valid():
        return _page(request, found, status=422, answer_form=form)
    try:
        services.answer_objection(
            entry_id=pk, grade=form.cleaned_data["level"], answer=form.cleaned_data["reason"], by=request.user
        )
    except (AlreadyAnswered, NotSecondReader) as refusal:
        return _page(request, _entry(request, pk), status=409, refused=str(refusal), answer_form=form)
    except ReviewError as error:
        form.add_error(error.field, str(error))
        return _page(request, found, status=422, answer_form=form)
    messages.success(request, _("The objection is answered and the mark is final; the unit is told."))
    return redirect("reviews:objection", pk)


def _entry(request: SignedInRequest, pk: int) -> Entry:
    return get_object_or_404(entries_of(request.user), pk=pk)


def _objection_form(request: SignedInRequest, entry: Entry, data: Any = None) -> ObjectionForm:
    """Return the form with what proves the entry or one of its checks, and what else the unit may use."""
    claim, unit = claim_of(entry), entry.lead or entry.scorecard.unit
    links = links_of([entry.pk, *(check.entry_id for check in claim.checks)])
    distinct = {link.revision_id: link for link in reversed(links)}
    mark = Mark.objects.get(entry=entry, party=Mark.Party.EVALUATOR)
    register = usable_by(unit, without=list(distinct)) if unit else ()
    return ObjectionForm(data, claim=claim, stands=mark.grade, links=list(distinct.values())[::-1], register=register)


def _proofs(found: Objection) -> QuerySet[ObjectionProof]:
    return found.proofs.select_related("revision__document", "revision__file")


def _is_shown(proof: ObjectionProof) -> bool:
    """Return whether the page's viewer shows the document by itself."""
    return proof.revision.file.is_served and proof.revision.file.family == "pdf"


def _page(request: SignedInRequest, entry: Entry, *, status: int = 200, **told: Any) -> HttpResponse:
    found = Objection.objects.filter(entry=entry).select_related("filed_by", "answered_by", "fixed_by").first()
    period = own_period(entry)
    marks = {mark.party: mark for mark in Mark.objects.filter(entry=entry).select_related("changed_by")}
    heads = entry.owner_id in request.user.units_as(Role.HEAD)
    reads = entry.scorecard.government_id in request.user.governments_as(Role.EVALUATOR)
    may_file = heads and found is None and entry.state == State.FIXED and period is not None and period.is_open
    waits = found is not None and not found.outcome
    proofs = [(proof, pages(proof)) for proof in _proofs(found)] if found else []
    if may_file:
        told.setdefault("objection_form", _objection_form(request, entry))
    if waits and reads and found and found.fixed_by_id != request.user.pk:
        told.setdefault("answer_form", ObjectionAnswerForm(claim=claim_of(entry), stands=found.disputed))
    context = {
        "entry": entry,
        "scorecard": entry.scorecard,
        "objection": found,
        "proofs": proofs,
        "first_pdf": next((proof for proof, _pages in proofs if _is_shown(proof)), None),
        "time_left": period,
        "unit_mark": marks.get(Mark.Party.UNIT),
        "mark": marks.get(Mark.Party.EVALUATOR),
        "may_file": may_file,
        "may_answer": waits and reads and found is not None and found.fixed_by_id != request.user.pk,
        "is_first_reader": waits and found is not None and found.fixed_by_id == request.user.pk,
        "is_head": heads,
        "reads": reads,
        **told,
    }
    return render(request, "reviews/objection.html", context, status=status)
