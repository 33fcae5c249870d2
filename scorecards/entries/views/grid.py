"""The table of a whole scorecard; its forms save through the same address as the page of one sub-component."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.entries import grid, saved
from scorecards.entries.forms import AnswerForm
from scorecards.entries.models import Scorecard
from scorecards.entries.question import Question
from scorecards.entries.saved import SavedState
from scorecards.entries.views import fetch
from scorecards.entries.views.context import crumbs_of
from scorecards.entries.words import title_of


@require_safe
@policy(Action.ENTRY_EDIT)
def table(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show every criterion of a scorecard with its fields."""
    return _page(request, fetch.editable(request, pk))


def grid_answer(request: SignedInRequest, question: Question, state: SavedState, form: AnswerForm) -> HttpResponse:
    """Answer a save from the table: its state and its status cells, or for a plain form the table again."""
    if request.htmx:
        lines = grid.lines_of(question, {}, refused=state.refused)
        context = {"question": question, "lines": lines, **_block_context(question, state)}
        return render(request, "entries/grid_state.html", context, status=state.status)
    if state.status == HTTPStatus.OK:
        return redirect(f"{reverse('entries:grid', args=[question.scorecard.pk])}#grid-{question.entry.pk}")
    return _page(request, question.scorecard, refused=(question, state, form))


def _page(
    request: SignedInRequest, card: Scorecard, *, refused: tuple[Question, SavedState, AnswerForm] | None = None
) -> HttpResponse:
    blocks, year = grid.blocks_of(request.user, card)
    rows = []
    for block in blocks:
        state = saved.fresh_state(block.question)
        if refused is not None and refused[0].entry.pk == block.question.entry.pk:
            state = refused[1]
            block.lines = grid.lines_of(block.question, {}, typed=refused[2].data, refused=state.refused)
        rows.append({"block": block, **_block_context(block.question, state)})
    context = {
        "scorecard": card,
        "title": title_of(card),
        "crumbs": _crumbs(card),
        "rows": rows,
        "last_year": year,
        "codes": [line.code for block in blocks for line in block.lines],
        "is_open": any(block.question.is_editable for block in blocks),
        "why_closed": next((block.question.why_closed for block in blocks), ""),
    }
    return render(request, "entries/grid.html", context, status=refused[1].status if refused else 200)


def _crumbs(card: Scorecard) -> list[dict[str, str]]:
    """Return the way here; who goes back to the scorecard from the table is led from there to the table again."""
    *above, last = crumbs_of(card)
    return [*above, {**last, "url": f"{last['url']}?cara={grid.PLACE}"}]


def _block_context(question: Question, state: SavedState) -> dict[str, Any]:
    return {
        "state": state,
        "form_id": f"grid-{question.entry.pk}",
        "live_id": f"grid-{question.entry.pk}-live",
        "save_url": reverse("entries:save", args=[question.scorecard.pk, question.node.code]),
    }
