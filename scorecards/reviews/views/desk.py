"""The reviewers' pages: queue, progress, the desk of one entry, and what is decided there."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.entries.models import Cycle, Entry, Mark
from scorecards.entries.services import EntryClosed
from scorecards.reviews import services
from scorecards.reviews.addresses import entry_url, query_of, queue_url, unchanged_url
from scorecards.reviews.desk import desk
from scorecards.reviews.errors import AlreadyReleased, CannotUndo, NotSubmitted, NotVerified, ReviewError, Stale
from scorecards.reviews.forms import AcceptForm, QueueForm, ReturnForm
from scorecards.reviews.models import Decision
from scorecards.reviews.permissions import scope_of, seat_at
from scorecards.reviews.selectors.claims import claim_of
from scorecards.reviews.selectors.progress import CycleProgress, progress_of
from scorecards.reviews.selectors.queue import SHOW_LABELS, Order, Queue, Show, rows_of
from scorecards.reviews.selectors.unchanged import unchanged_in
from scorecards.reviews.views import fetch

ROWS = 50
LONGEST_KEY = 18
SAID = {
    Mark.Party.VERIFIER: gettext_lazy("Verified: %(entry)s with %(level)s."),
    Mark.Party.ASSURER: gettext_lazy("Mark noted: %(entry)s with %(level)s."),
    Mark.Party.EVALUATOR: gettext_lazy("Accepted: %(entry)s with %(level)s."),
}
"""What is said after an acceptance, by party."""
DONE = {
    Mark.Party.VERIFIER: gettext_lazy("Verified, or further on"),
    Mark.Party.ASSURER: gettext_lazy("Marked, or further on"),
    Mark.Party.EVALUATOR: gettext_lazy("Marks fixed"),
}
"""What the progress of a party counts."""
CONFLICTS = (Stale, NotSubmitted, NotVerified, AlreadyReleased, EntryClosed)


@require_safe
@policy(Action.REVIEW_QUEUE)
def queue(request: SignedInRequest) -> HttpResponse:
    """List what waits for a decision, or whatever else is asked for."""
    cycles = fetch.cycles(request)
    cycle = fetch.chosen_cycle(request, cycles)
    if cycle is None:
        return render(request, "reviews/no_cycle.html")
    shown = fetch.queue_of(request, cycle)
    state = progress_of(shown.scope)
    page = Paginator(shown.entries(), ROWS).get_page(request.GET.get("hal"))
    counts = shown.counts()
    first = page.object_list[0] if page.object_list and shown.show in {Show.WAITING, Show.RESUBMITTED} else None
    unchanged = unchanged_in(shown) if first else []
    context = fetch.frame(request, cycle, state, "queue") | {
        "page": page,
        "unchanged": len(unchanged),
        "unchanged_url": unchanged_url(shown),
        "rows": [(row, entry_url(row.entry, shown)) for row in rows_of(list(page.object_list), shown.scope.party)],
        "choices": [
            (SHOW_LABELS[show], queue_url(shown, tampil=show.value), many, show == shown.show)
            for show, many in counts.items()
            if show != Show.HELD or shown.scope.party == Mark.Party.EVALUATOR
        ],
        "progress_label": DONE[shown.scope.party],
        "form": _queue_form(shown, cycles, state),
        "by_unit": shown.order == Order.UNIT,
        "start_url": first and entry_url(first, shown),
        "is_filtered": bool(shown.unit_id or shown.component),
        "all_url": queue_url(Queue(shown.scope, show=shown.show, order=shown.order)),
        "is_done": not state.tally.open,
    }
    return render(request, "reviews/queue.html", context)


@require_safe
@policy(Action.REVIEW_QUEUE)
def progress(request: SignedInRequest) -> HttpResponse:
    """Show how far each unit and each component is."""
    cycle = fetch.chosen_cycle(request, fetch.cycles(request))
    if cycle is None:
        return render(request, "reviews/no_cycle.html")
    scope = scope_of(request.user, cycle)
    state = progress_of(scope)
    every = Queue(scope, show=Show.ALL)
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
    context = fetch.frame(request, cycle, state, "progress") | {
        "units": units,
        "components": components,
        "progress_label": DONE[scope.party],
    }
    return render(request, "reviews/progress.html", context)


@require_safe
@policy(Action.REVIEW_DESK)
def entry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lay claim, proofs and last year side by side, ready for a decision."""
    found = fetch.entry(request, pk)
    return _desk(request, found)


@require_POST
@policy(Action.REVIEW_DESK)
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Fix the grade and go on to the next entry."""
    found = fetch.entry(request, pk)
    form = AcceptForm(request.POST, claim=claim_of(found))
    if not form.is_valid():
        return _desk(request, found, status=422, accept=form)
    try:
        decision = services.accept(
            entry_id=pk,
            level=form.cleaned_data["level"],
            note=form.cleaned_data["note"],
            by=request.user,
            party=_seat(request, found),
            **form.seen,
        )
    except CONFLICTS as error:
        return _desk(request, fetch.entry(request, pk), status=409, accept=form, failure=error)
    except ReviewError as error:
        form.add_error(error.field, str(error))
        return _desk(request, found, status=422, accept=form)
    return _go_on(request, found, decision)


@require_POST
@policy(Action.REVIEW_RETURN)
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return the entry with its reason and go on to the next."""
    found = fetch.entry(request, pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _desk(request, found, status=422, send_back=form)
    try:
        decision = services.send_back(
            entry_id=pk, reason=form.text, by=request.user, party=_seat(request, found), **form.seen
        )
    except CONFLICTS as error:
        return _desk(request, fetch.entry(request, pk), status=409, send_back=form, failure=error)
    except ReviewError as error:
        form.add_error(error.field, str(error))
        return _desk(request, found, status=422, send_back=form)
    return _go_on(request, found, decision)


@require_POST
@policy(Action.REVIEW_DESK)
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the reviewer's own last decision back, and show the entry as it stands again."""
    found = fetch.entry(request, pk)
    seen = request.POST.get("keputusan", "")
    try:
        services.undo(
            entry_id=pk,
            seen_decision=int(seen) if seen.isdecimal() and len(seen) < LONGEST_KEY else 0,
            by=request.user,
            party=_seat(request, found),
        )
    except (CannotUndo, EntryClosed) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back: %(entry)s waits for a decision again.") % {"entry": _where(found)})
    return redirect(entry_url(found, fetch.queue_of(request, found.scorecard.cycle)))


def _seat(request: SignedInRequest, found: Entry) -> Mark.Party:
    return seat_at(request.user, found.scorecard.government_id)


def _where(found: Entry) -> str:
    return f"{found.scorecard.unit or found.scorecard.government}, {found.node.code}"


def _queue_form(shown: Queue, cycles: list[Cycle], state: CycleProgress) -> QueueForm:
    return QueueForm(
        shown,
        cycles=[(cycle.pk, f"{cycle.edition.instrument} {cycle.period}") for cycle in cycles],
        units=[(unit.unit_id, unit.name) for unit in state.units if unit.unit_id],
        components=[(node.code, f"{node.code} {node.name}") for node in state.components],
    )


def _desk(request: SignedInRequest, found: Entry, *, status: int = 200, **outcome: Any) -> HttpResponse:
    shown = fetch.queue_of(request, found.scorecard.cycle)
    return render(request, "reviews/entry.html", desk(found, shown, request.user, **outcome), status=status)


def _go_on(request: SignedInRequest, decided: Entry, decision: Decision) -> HttpResponse:
    """Say what was decided, with the way back to it, and lead to the next entry or to the finished queue."""
    shown = fetch.queue_of(request, decided.scorecard.cycle)
    if decision.outcome == Decision.Outcome.ACCEPTED:
        words = SAID[Mark.Party(decision.party)] % {"entry": _where(decided), "level": decision.shown}
    else:
        words = _("Returned: %(entry)s. The unit can read the reason now.") % {"entry": _where(decided)}
    back = reverse("reviews:entry", args=[decided.pk]) + query_of(shown)
    messages.success(
        request, format_html('{} <a href="{}">{}</a>', words, back, _("Look at it again, or take it back"))
    )
    following = shown.next_after(decided)
    return redirect(entry_url(following, shown) if following else queue_url(shown))
