"""The page of one sub-component, and saving its answer."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.entries import grid, permissions, saved, services
from scorecards.entries.forms import AnswerForm, check_name
from scorecards.entries.history import changes_of
from scorecards.entries.models import Mark
from scorecards.entries.question import Question, add_hints
from scorecards.entries.saved import SavedState
from scorecards.entries.views import fetch
from scorecards.entries.views.context import crumbs_of, question_context, state_context
from scorecards.entries.views.grid import grid_answer


@require_safe
@policy(Action.SCORECARD_VIEW)
def entry(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Show one sub-component: the question, the answer, the evidence."""
    scorecard = fetch.readable(request, pk)
    question = fetch.question(request, scorecard, code)
    return _page(request, question, saved.fresh_state(question))


@require_POST
@policy(Action.ENTRY_EDIT)
def save(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Save what changed of an answer: 200 saved, 422 refused, 409 somebody else was first.

    htmx gets the state part alone, so that nothing typed is ever overwritten; a plain form gets a redirect, or the
    page with everything that was typed still in it.
    """
    before = fetch.own_question(request, pk, code)
    form = AnswerForm(request.POST, question=before)
    if not form.is_valid():
        state = saved.invalid_state(form.question, form)
        return _answer(request, form.question, state, form)
    report = services.save_marks(changes=form.changes(), party=Mark.Party.UNIT, by=request.user)
    question = fetch.question(request, before.scorecard, code)
    return _answer(request, question, saved.state_after(question, form, report), form)


@require_safe
@policy(Action.SCORECARD_VIEW)
def history(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Show who changed what of a sub-component, newest first."""
    scorecard = fetch.readable(request, pk)
    question = fetch.question(request, scorecard, code)
    entries = [question.entry, *(check.entry for check in question.checks)]
    events = changes_of(entries, with_evaluation=permissions.sees_evaluation(request.user, scorecard))
    crumbs = crumbs_of(scorecard, question.node.code)
    return render(request, "entries/history.html", {"question": question, "crumbs": crumbs, "events": events})


def _answer(request: SignedInRequest, question: Question, state: SavedState, form: AnswerForm) -> HttpResponse:
    if request.htmx:
        add_hints(request.user, question)
    if request.POST.get("place") == grid.PLACE:
        return grid_answer(request, question, state, form)
    if request.htmx:
        return render(request, "entries/answer_state.html", state_context(question, state), status=state.status)
    if state.status == HTTPStatus.OK:
        return redirect("entries:entry", question.scorecard.pk, question.node.code)
    return _page(request, question, state, form)


def _page(
    request: SignedInRequest, question: Question, state: SavedState, form: AnswerForm | None = None
) -> HttpResponse:
    add_hints(request.user, question)
    context = question_context(request, question, state, _typed(question, form))
    return render(request, "entries/entry.html", context, status=state.status)


def _typed(question: Question, form: AnswerForm | None) -> dict[str, Any]:
    """Return what the fields hold: what was typed, when the form came back, else what is stored."""
    if form is not None:
        typed = {name: form.data.get(name, "") for name in ("level", "value", "note")}
        return {**typed, "checks": {c.entry.pk: form.data.get(check_name(c.entry), "") for c in question.checks}}
    mark = question.mark
    return {
        "level": mark.level if mark else "",
        "value": mark.shown if mark and question.takes_number and mark.value is not None else "",
        "note": mark.note if mark else "",
        "checks": {check.entry.pk: check.level for check in question.checks},
    }
