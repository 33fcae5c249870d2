"""The pages that citizens see: the questions, and thanks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.common.policy import public
from scorecards.entries.windows import database_time
from scorecards.surveys import limits, services
from scorecards.surveys.forms import ResponseForm
from scorecards.surveys.models import Survey
from scorecards.surveys.questions import Question, questionnaire

YEAR = 365 * 24 * 60 * 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public("citizens answer without an account; the opaque address is all they need")
def form(request: HttpRequest, token: str) -> HttpResponse:
    """Show the questions and take the answers; a refusal keeps what was chosen."""
    survey = _survey(token)
    sent = ResponseForm(request.POST or None, asked=questionnaire(survey.scorecard.cycle.edition.code))
    if request.method != "POST":
        is_open = survey.opens_at <= database_time() <= survey.closes_at
        return _page(request, survey, sent) if is_open else _closed(request, survey)
    return _take(request, survey, sent)


@require_safe
@public("citizens answer without an account; the opaque address is all they need")
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thank, and say what happens with the answers."""
    return _hidden(render(request, "surveys/thanks.html", {"survey": _survey(token)}))


def _take(request: HttpRequest, survey: Survey, sent: ResponseForm) -> HttpResponse:
    """Keep the answers if a person may have given them; a machine that fills in the trap is thanked too."""
    thanked = redirect("surveys:thanks", token=survey.token)
    if sent.data.get("situs"):
        return thanked
    if not sent.is_valid():
        return _page(request, survey, sent, error=str(services.Incomplete()), status=422)
    browser = limits.browser_of(request)
    if not browser or limits.is_too_fast(sent.cleaned_data["opened"]):
        return _page(request, survey, sent, again=True, status=422)
    if limits.asks_too_much(request, survey.token):
        return _page(request, survey, sent, crowded=True, status=429)
    try:
        services.answer(survey_id=survey.pk, answers=sent.answers, browser=browser)
    except services.AnsweredAlready:
        return thanked
    except services.SurveyClosed:
        return _closed(request, survey, status=409)
    except services.SurveyError as error:
        return _page(request, survey, sent, error=str(error), status=422)
    return thanked


def _survey(token: str) -> Survey:
    rows = Survey.objects.select_related("scorecard__unit", "scorecard__cycle__edition", "scorecard__cycle__period")
    return get_object_or_404(rows, token=token)


def _page(request: HttpRequest, survey: Survey, sent: ResponseForm, *, status: int = 200, **words: Any) -> HttpResponse:
    opened = sent.data.get("opened") if sent.is_bound else ""
    context = {
        "survey": survey,
        "asked": sent.asked,
        "rows": [_row(question, sent) for question in sent.asked.questions],
        "opened": opened or limits.opened_now(),
        **words,
    }
    response = _hidden(render(request, "surveys/form.html", context, status=status))
    if not limits.browser_of(request):
        response.set_signed_cookie(
            limits.COOKIE,
            limits.new_browser(),
            salt=limits.COOKIE,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
            path="/survei/",
        )
    return response


def _row(question: Question, sent: ResponseForm) -> dict[str, Any]:
    chosen = str(sent.data.get(question.code, "")) if sent.is_bound else ""
    return {
        "question": question,
        "choices": [(value, text, str(value) == chosen) for value, text in sent.asked.choices],
        "is_missing": sent.is_bound and question.code in sent.errors,
    }


def _closed(request: HttpRequest, survey: Survey, *, status: int = 200) -> HttpResponse:
    is_early = database_time() < survey.opens_at
    return _hidden(render(request, "surveys/closed.html", {"survey": survey, "is_early": is_early}, status=status))


def _hidden(response: HttpResponse) -> HttpResponse:
    """Keep the page out of search engines: its address is handed out, not found."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
