"""All scorecards, one scorecard, and handing it in."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, may, policy
from portal.common.templatetags.portal import score
from scorecards.entries import permissions, services, submissions, turns, windows
from scorecards.entries.board import Board, Component, board_of, boards
from scorecards.entries.forms import SubmitForm
from scorecards.entries.grid import PLACE
from scorecards.entries.listing import ListForm, Offer, Wanted
from scorecards.entries.lokus import announced_for, lokus_edition
from scorecards.entries.models import Entry, Mark, Scorecard
from scorecards.entries.oddities import odd_words
from scorecards.entries.services import EntryClosed, NothingToSubmit, SubmissionChanged, SubmitBlocked
from scorecards.entries.views import fetch
from scorecards.entries.views.context import crumbs_of
from scorecards.entries.words import entry_status, scorecard_status, title_of

PAGE_SIZE = 30

Others = dict[tuple[int, str], Mark]
"""Marks that are not the unit's, by entry and party."""


@require_safe
@policy(Action.SCORECARD_VIEW)
def index(request: SignedInRequest) -> HttpResponse:
    """List the scorecards that the person may read, newest year first; the address may narrow it."""
    mine = Scorecard.objects.visible_to(request.user)
    wanted = Wanted.of(request.GET.dict())
    told_in = request.user.governments_as(Role.EVALUATOR, Role.LEADER)
    order = ("-cycle__period__score_year", "cycle__edition__code", Lower("unit__name"), "pk")
    page = Paginator(wanted.among(mine, told_in=told_in).order_by(*order), PAGE_SIZE).get_page(request.GET.get("hal"))
    found = boards(list(page.object_list), reader=request.user, within=Entry.objects.visible_to(request.user))
    context = {
        "cards": [_card(board) for board in found],
        "page": page,
        "form": ListForm(wanted, Offer.of(mine), with_status=bool(told_in)),
        "is_narrowed": not wanted.is_everything,
    }
    return render(request, "entries/index.html", context)


@require_safe
@policy(Action.SCORECARD_VIEW)
def scorecard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a scorecard: its sub-components by component, what is missing, what the gates forbid."""
    card = fetch.readable(request, pk)
    visible = Entry.objects.visible_to(request.user)
    board = board_of(card, touched_by=request.user, reader=request.user, within=visible)
    sees = permissions.sees_evaluation(request.user, card)
    others = _marks_of_others([row.entry.pk for row in board.rows], with_evaluation=sees)
    context = {
        **_board_context(board),
        "is_own": permissions.can_edit(request.user, card),
        "by_table": request.GET.get("cara") == PLACE,
        "can_submit": permissions.can_submit(request.user, card),
        "window": _window(request, board),
        "window_words": _window_words(request, board),
        **_next_steps(request, board),
        "sees_evaluation": sees,
        "has_imported": any(party == Mark.Party.IMPORTED for _entry, party in others),
        "groups": [_group(request, board, component, others) for component in board.components],
        "is_city": card.unit_id is None,
        "leads_url": _leads_url(request, card),
        "lokus_url": _lokus_url(request, card),
        "announced": announced_for(card),
        "submissions": submissions.rows_of(card, request.user),
    }
    return render(request, "entries/scorecard.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.SCORECARD_SUBMIT)
def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the head what would be handed in with its gaps, and hand it in."""
    card = fetch.editable(request, pk)
    if request.method == "POST":
        return _submit(request, card)
    return _submit_page(request, card)


def _submit(request: SignedInRequest, card: Scorecard) -> HttpResponse:
    form = SubmitForm(request.POST)
    board = _headed_board(request, card)
    if not form.is_valid():
        return _submit_page(request, card, board=board, status=422)
    if board.missing and not form.cleaned_data["knows_gaps"]:
        error = _("Tick that you know about the sub-components without a grade, or fill them in first.")
        return _submit_page(request, card, board=board, error=error, status=422)
    try:
        given = form.cleaned_data
        done = services.submit(scorecard_id=card.pk, note=given["note"], seen=given["seen"], by=request.user)
    except (EntryClosed, NothingToSubmit, SubmissionChanged, SubmitBlocked) as refusal:
        return _submit_page(request, card, error=str(refusal), status=409)
    count = done.entries.count()
    words = ngettext(
        "Submitted: %(n)s sub-component now lies with the evaluator.",
        "Submitted: %(n)s sub-components now lie with the evaluator.",
        count,
    )
    messages.success(request, words % {"n": count, "number": done.number})
    return redirect("entries:scorecard", card.pk)


def _submit_page(
    request: SignedInRequest, card: Scorecard, *, board: Board | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    board = board or _headed_board(request, card)
    window = windows.windows_of([card], [Role.HEAD], sorted(request.user.units_as(Role.HEAD))).get(card.pk)
    context = {
        **_board_context(board),
        "crumbs": crumbs_of(board.scorecard),
        "closed": turns.window_words(window),
        "odd": odd_words(request.user, board.scorecard, board.edition, board.ready),
        "error": error,
        "note": request.POST.get("note", ""),
        "seen": submissions.token_of(board.ready),
        "submissions": submissions.rows_of(board.scorecard, request.user),
    }
    return render(request, "entries/submit.html", context, status=status)


def _headed_board(request: SignedInRequest, card: Scorecard) -> Board:
    """Return what the head can hand in: of the government's scorecard the part that the head's unit leads."""
    return board_of(card, reader=request.user, within=Entry.objects.led_by(request.user.units_as(Role.HEAD)))


def _window(request: SignedInRequest, board: Board) -> windows.WindowState | None:
    """Return the window in which the person may write here; on a government's scorecard as the unit that leads."""
    units = request.user.units_as(*windows.UNIT_ROLES)
    leads = [row.entry.lead_id for row in board.rows if row.entry.lead_id and row.entry.lead_id in units]
    return turns.window_for(request.user, board.scorecard, Mark.Party.UNIT, min(leads) if leads else None)


def _window_words(request: SignedInRequest, board: Board) -> str:
    """Return why the person cannot write now; nothing for those who never could."""
    if not permissions.can_edit(request.user, board.scorecard):
        return ""
    return turns.window_words(_window(request, board))


def _leads_url(request: SignedInRequest, card: Scorecard) -> str:
    """Return where the leads are named, for those who may."""
    may_name = card.unit_id is None and may(request.user, Action.LEADS_ASSIGN)
    return reverse("entries:leads", args=[card.pk]) if may_name else ""


def _lokus_url(request: SignedInRequest, card: Scorecard) -> str:
    """Return where an authority's values of service units stand, for those who read the whole city."""
    reads = permissions.reads_city(request.user, card) and may(request.user, Action.SURVEY_VIEW)
    return reverse("surveys:lokus", args=[card.pk]) if reads and lokus_edition(card) else ""


def _card(board: Board) -> dict[str, Any]:
    return {
        "scorecard": board.scorecard,
        "title": title_of(board.scorecard),
        "progress": board.progress,
        "status": scorecard_status(board.scorecard.status, is_told=board.is_told),
    }


def _board_context(board: Board) -> dict[str, Any]:
    """Return a board with its figures written out."""
    missing = len(board.missing)
    open_words = ngettext("%(n)s sub-component has no grade", "%(n)s sub-components have no grade", missing)
    return {
        "board": board,
        "scorecard": board.scorecard,
        "title": title_of(board.scorecard),
        "crumbs": crumbs_of(board.scorecard)[:1],
        "state_code": scorecard_status(board.scorecard.status, is_told=board.is_told),
        "claimed": score(board.claimed) if not board.is_part and not board.edition.unverified else "",
        "claimed_unit": _("of %(maximum)s points") % {"maximum": score(board.maximum)},
        "claimed_note": open_words % {"n": missing} if missing else _band_words(board),
        "unverified": len(board.edition.unverified),
    }


def _band_words(board: Board) -> str:
    if board.band is None:
        return ""
    return _("would be %(band)s, by the unit's own claim") % {"band": f"{board.band.code} ({board.band.name})"}


def _next_steps(request: SignedInRequest, board: Board) -> dict[str, Any]:
    """Return where the person goes on, and whether there is something that the person can hand in."""
    own = [row for row in board.rows if permissions.can_answer(request.user, row.entry)]
    headed = request.user.units_as(Role.HEAD)
    resume = board.resume_among(own)
    return {
        "resume": resume,
        "resume_url": reverse("entries:entry", args=[board.scorecard.pk, resume.node.code]) if resume else "",
        "has_ready": any(row.entry.owner_id in headed for row in board.ready),
    }


def _marks_of_others(entry_ids: list[int], *, with_evaluation: bool) -> Others:
    """Return what was imported and, where it may be seen, what the evaluator fixed."""
    parties = [Mark.Party.IMPORTED, *([Mark.Party.EVALUATOR] if with_evaluation else [])]
    return {(mark.entry_id, mark.party): mark for mark in Mark.objects.filter(entry__in=entry_ids, party__in=parties)}


def _group(request: SignedInRequest, board: Board, component: Component, others: Others) -> dict[str, Any]:
    own = request.user.units_as(*windows.UNIT_ROLES)
    rows = [
        {
            "row": row,
            "status": entry_status(row.entry.state, is_told=board.is_told),
            "evaluation": others.get((row.entry.pk, Mark.Party.EVALUATOR)),
            "imported": others.get((row.entry.pk, Mark.Party.IMPORTED)),
            "lead": row.entry.lead,
            "is_shared": bool(own) and row.entry.owner_id not in own,
        }
        for row in component.rows
    ]
    has_checks = any(row.of for row in component.rows)
    return {"component": component, "rows": rows, "has_checks": has_checks}
