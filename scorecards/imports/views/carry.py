"""Carrying answers and documents over from last year: one sub-component by a click, or many after a preview."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Scorecard
from scorecards.entries.words import title_of
from scorecards.imports import services
from scorecards.imports.carry import Offer, offer_of
from scorecards.imports.models import ImportBatch, ImportRow
from scorecards.imports.services import ImportRefused
from scorecards.imports.views.batches import crumbs_to, own_scorecard


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.ENTRY_EDIT)
def last_year(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what of last year could stand again; POST lays it down as a batch to look at."""
    card = own_scorecard(request, pk)
    offer = offer_of(card, request.user)
    if request.method != "POST" or offer is None:
        return _page(request, card, offer)
    try:
        kind = ImportBatch.Kind.CARRY
        batch = services.propose(
            scorecard_id=card.pk,
            kind=kind,
            proposals=offer.proposals,
            warnings=offer.warnings,
            by=request.user,
        )
    except ImportRefused as refusal:
        return _page(request, card, offer, error=str(refusal), status=409)
    return redirect("imports:batch", card.pk, batch.pk)


@require_POST
@policy(Action.ENTRY_EDIT)
def carry(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Carry one sub-component with its criteria, note and documents over; what is answered this year stays."""
    card = own_scorecard(request, pk)
    back = redirect("entries:entry", card.pk, code)
    offer = offer_of(card, request.user, _codes(card, code))
    try:
        batch = services.carry_over(scorecard_id=card.pk, proposals=offer.proposals if offer else [], by=request.user)
    except ImportRefused as refusal:
        messages.info(request, str(refusal))
        return back
    rows = list(batch.rows.all())
    saved = [row for row in rows if row.outcome == ImportRow.Outcome.SAVED]
    words = _("Carried over from %(year)s: %(lines)s lines, %(documents)s documents.") % {
        "year": offer.year if offer else "",
        "lines": len(saved),
        "documents": sum(len(row.links) for row in saved),
    }
    reasons = list(dict.fromkeys(row.outcome_text or row.error for row in rows if row.outcome_text or row.error))
    tell = messages.success if saved else messages.error
    link = format_html(
        '<a href="{}">{}</a>', reverse("imports:batch", args=[card.pk, batch.pk]), _("See it or undo it")
    )
    tell(request, format_html("{} {} {}", words, " ".join(reasons), link))
    return back


def _codes(card: Scorecard, code: str) -> list[str]:
    edition = edition_of(card.cycle.edition)
    return [code, *(check.code for check in edition.checks(code))] if code in edition else [code]


def _page(
    request: SignedInRequest, card: Scorecard, offer: Offer | None, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "scorecard": card,
        "title": title_of(card),
        "crumbs": crumbs_to(card),
        "offer": offer,
        "error": error,
    }
    return render(request, "imports/last_year.html", context, status=status)
