"""The evaluator's pages."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.domain import states
from scorecards.entries.models import Cycle, Entry
from scorecards.entries.services import EntryClosed
from scorecards.reviews import services
from scorecards.reviews.addresses import entry_url, parse_queue, query_of, queue_url
from scorecards.reviews.desk import desk
from scorecards.reviews.errors import AlreadyReleased, NothingDecided, NotSubmitted, ReviewError, Stale
from scorecards.reviews.forms import AcceptForm, QueueForm, ReleaseForm, ReturnForm
from scorecards.reviews.models import Decision, Release
from scorecards.reviews.permissions import cycles_to_review, entries_to_review
from scorecards.reviews.selectors.claims import claim_of
from scorecards.reviews.selectors.progress import CycleProgress, progress_of
from scorecards.reviews.selectors.queue import SHOW_LABELS, Order, Queue, Show, rows_of

ROWS = 50
CONFLICTS = (Stale, NotSubmitted, AlreadyReleased, EntryClosed)


@require_safe
@policy(Action.REVIEW_QUEUE)
def queue(request: SignedInRequest) -> HttpResponse:
    """List what waits for a decision, or whatever else is asked for."""
    cycles = _cycles(request)
    cycle = _chosen_cycle(request, cycles)
    if cycle is None:
        return render(request, "reviews/no_cycle.html")
    shown = parse_queue(cycle, request.GET)
    state = progress_of(cycle)
    page = Paginator(shown.entries(), ROWS).get_page(request.GET.get("hal"))
    counts = shown.counts()
    first = page.object_list[0] if page.object_list and shown.show in {Show.WAITING, Show.RESUBMITTED} else None
    context = _frame(cycle, state, "queue") | {
        "page": page,
        "rows": [(row, entry_url(row.entry, shown)) for row in rows_of(list(page.object_list))],
        "choices": [
            (SHOW_LABELS[show], queue_url(shown, tampil=show.value), many, show == shown.show)
            for show, many in counts.items()
        ],
        "form": _queue_form(shown, cycles, state),
        "by_unit": shown.order == Order.UNIT,
        "start_url": first and entry_url(first, shown),
        "is_filtered": bool(shown.unit_id or shown.component),
        "all_url": queue_url(Queue(cycle, show=shown.show, order=shown.order)),
        "is_done": not state.tally.open,
    }
    return render(request, "reviews/queue.html", context)


@require_safe
@policy(Action.REVIEW_QUEUE)
def progress(request: SignedInRequest) -> HttpResponse:
    """Show how far each unit and each component is."""
    cycle = _chosen_cycle(request, _cycles(request))
    if cycle is None:
        return render(request, "reviews/no_cycle.html")
    state = progress_of(cycle)
    every = Queue(cycle, show=Show.ALL)
    units = [
        {
            "unit": unit,
            "url": queue_url(every, opd=unit.unit_id),
            "cells": [
                (tally, queue_url(every, opd=unit.unit_id, komponen=node.code))
                for node, tally in zip(state.components, unit.by_component, strict=True)
            ],
        }
        for unit in state.units
    ]
    components = [
        (node, tally, queue_url(every, komponen=node.code))
        for node, tally in zip(state.components, state.by_component, strict=True)
    ]
    context = _frame(cycle, state, "progress") | {"units": units, "components": components}
    return render(request, "reviews/progress.html", context)


@require_safe
@policy(Action.REVIEW_DECIDE)
def entry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lay claim, proofs and last year side by side, ready for a decision."""
    found = _entry(request, pk)
    return _desk(request, found)


@require_POST
@policy(Action.REVIEW_DECIDE)
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Fix the grade and go on to the next entry."""
    found = _entry(request, pk)
    form = AcceptForm(request.POST, claim=claim_of(found))
    if not form.is_valid():
        return _desk(request, found, status=422, accept=form)
    try:
        decision = services.accept(
            entry_id=pk,
            level=form.cleaned_data["level"],
            note=form.cleaned_data["note"],
            by=request.user,
            **form.seen,
        )
    except CONFLICTS as error:
        return _desk(request, _entry(request, pk), status=409, accept=form, failure=error)
    except ReviewError as error:
        form.add_error(error.field, str(error))
        return _desk(request, found, status=422, accept=form)
    return _go_on(request, found, decision)


@require_POST
@policy(Action.REVIEW_DECIDE)
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return the entry with its reason and go on to the next."""
    found = _entry(request, pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _desk(request, found, status=422, send_back=form)
    try:
        decision = services.send_back(entry_id=pk, reason=form.text, by=request.user, **form.seen)
    except CONFLICTS as error:
        return _desk(request, _entry(request, pk), status=409, send_back=form, failure=error)
    except ReviewError as error:
        form.add_error(error.field, str(error))
        return _desk(request, found, status=422, send_back=form)
    return _go_on(request, found, decision)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.REVIEW_DECIDE)
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what a release makes visible, and do it on a deliberate yes."""
    cycle = get_object_or_404(cycles_to_review(request.user).select_related("edition__instrument", "period"), pk=pk)
    state = progress_of(cycle)
    form = ReleaseForm(request.POST if request.method == "POST" else None, is_complete=not state.tally.open)
    if request.method == "POST" and form.is_valid():
        try:
            services.release_marks(cycle_id=cycle.pk, by=request.user)
        except NothingDecided as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The marks are released: every unit sees its own from now on."))
            return redirect("reviews:release", pk=cycle.pk)
    context = _frame(cycle, state, "release") | {
        "form": form,
        "release": Release.objects.filter(cycle=cycle).select_related("released_by").first(),
        "open_url": queue_url(Queue(cycle)),
        "units_with_marks": sum(1 for unit in state.units if unit.tally.decided),
    }
    return render(request, "reviews/release.html", context, status=422 if form.errors else 200)


def _cycles(request: SignedInRequest) -> list[Cycle]:
    mine = cycles_to_review(request.user).select_related("edition__instrument", "period", "government")
    return list(mine.order_by("-period__score_year", "edition__code", "pk"))


def _chosen_cycle(request: SignedInRequest, cycles: list[Cycle]) -> Cycle | None:
    """Return the cycle that the address names (404 when it is not the user's), or the latest that has work."""
    named = request.GET.get("siklus", "")
    if named:
        found = next((cycle for cycle in cycles if str(cycle.pk) == named), None)
        if found is None:
            raise Http404
        return found
    waiting = entries_to_review(request.user).filter(state__in=states.IN_REVIEW)
    busy = set(waiting.order_by().values_list("scorecard__cycle", flat=True).distinct()) if len(cycles) > 1 else set()
    return next((cycle for cycle in cycles if cycle.pk in busy), cycles[0] if cycles else None)


def _entry(request: SignedInRequest, pk: int) -> Entry:
    joined = (
        "node",
        "scorecard__unit",
        "scorecard__government",
        "scorecard__cycle__edition",
        "scorecard__cycle__period",
    )
    return get_object_or_404(entries_to_review(request.user).select_related(*joined), pk=pk)


def _frame(cycle: Cycle, state: CycleProgress, current: str) -> dict[str, Any]:
    """Return what all pages about a cycle show: its name, its progress, and the tabs."""
    asked = f"?siklus={cycle.pk}"
    return {
        "cycle": cycle,
        "state": state,
        "tabs": [
            {
                "label": _("Queue"),
                "url": reverse("reviews:queue") + asked,
                "current": current == "queue",
                "count": state.tally.waiting,
            },
            {"label": _("Progress"), "url": reverse("reviews:progress") + asked, "current": current == "progress"},
            {
                "label": _("Release of marks"),
                "url": reverse("reviews:release", args=[cycle.pk]),
                "current": current == "release",
            },
        ],
    }


def _queue_form(shown: Queue, cycles: list[Cycle], state: CycleProgress) -> QueueForm:
    return QueueForm(
        shown,
        cycles=[(cycle.pk, f"{cycle.edition.instrument} {cycle.period}") for cycle in cycles],
        units=[(unit.unit_id, unit.name) for unit in state.units if unit.unit_id],
        components=[(node.code, f"{node.code} {node.name}") for node in state.components],
    )


def _desk(request: SignedInRequest, found: Entry, *, status: int = 200, **outcome: Any) -> HttpResponse:
    shown = parse_queue(found.scorecard.cycle, request.GET)
    return render(request, "reviews/entry.html", desk(found, shown, request.user, **outcome), status=status)


def _go_on(request: SignedInRequest, decided: Entry, decision: Decision) -> HttpResponse:
    """Say what was decided, with the way back to it, and lead to the next entry or to the finished queue."""
    shown = parse_queue(decided.scorecard.cycle, request.GET)
    where = f"{decided.scorecard.unit or decided.scorecard.government}, {decided.node.code}"
    if decision.outcome == Decision.Outcome.ACCEPTED:
        said = _("Accepted: %(entry)s with %(level)s.") % {"entry": where, "level": decision.level}
    else:
        said = _("Returned: %(entry)s. The unit can read the reason now.") % {"entry": where}
    back = reverse("reviews:entry", args=[decided.pk]) + query_of(shown)
    messages.success(request, format_html('{} <a href="{}">{}</a>', said, back, _("Look at it again")))
    following = shown.next_after(decided)
    return redirect(entry_url(following, shown) if following else queue_url(shown))
