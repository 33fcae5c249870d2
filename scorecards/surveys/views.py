"""Pages of those who run surveys, and of the units that are asked about."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.common.csv import csv_response
from portal.common.http import SignedInRequest
from portal.common.policy import Action, may, policy
from portal.common.qr import qr_inline
from scorecards.entries.models import Scorecard
from scorecards.entries.windows import database_time
from scorecards.entries.words import title_of
from scorecards.surveys import selectors, services
from scorecards.surveys.forms import SurveyForm
from scorecards.surveys.models import Survey
from scorecards.surveys.questions import questionnaire

PAGE_SIZE = 50
USUAL_TARGET, USUAL_DAYS = 30, 60


@require_safe
@policy(Action.SURVEY_VIEW)
def index(request: SignedInRequest) -> HttpResponse:
    """List what can be surveyed: whether it is open, and how many answers of how many are there."""
    page = Paginator(selectors.cards_of(request.user), PAGE_SIZE).get_page(request.GET.get("hal"))
    now = database_time()
    rows = [
        {"card": card, "title": title_of(card), "survey": _of(card), "status": _status(_of(card), now)}
        for card in page.object_list
    ]
    return render(request, "surveys/index.html", {"rows": rows, "page": page})


@require_safe
@policy(Action.SURVEY_VIEW)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one unit's survey: address, QR code, progress, result; those who run it set window and target."""
    card = _card(request, pk)
    return _page(request, card, _form_of(card) if may(request.user, Action.SURVEY_RUN) else None)


@require_POST
@policy(Action.SURVEY_RUN)
def save(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a unit's survey, or change its window and its target."""
    card = _card(request, pk)
    form = SurveyForm(request.POST)
    if not form.is_valid():
        return _page(request, card, form, status=422)
    services.open_survey(scorecard=card, by=request.user, **form.values)
    messages.success(request, _("Survey saved."))
    return redirect("surveys:detail", pk=card.pk)


@require_safe
@policy(Action.SURVEY_VIEW)
def poster(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the QR code large, to print and hang up."""
    card = _card(request, pk)
    survey = _of(card)
    if survey is None:
        raise Http404
    address = _address(request, survey)
    return render(request, "surveys/poster.html", {"card": card, "address": address, "qr": qr_inline(address)})


@require_safe
@policy(Action.SURVEY_RUN)
def export(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return the answers as a table; it holds numbers and days, and nothing of anybody."""
    card = _card(request, pk)
    survey = _of(card)
    if survey is None:
        raise Http404
    asked = questionnaire(card.cycle.edition.code)
    head = ["no", _("Day"), *(str(question.text) for question in asked.questions)]
    name = f"survei-{card.unit.code if card.unit else card.pk}-{card.cycle.period.score_year}.csv"
    return csv_response(name, head, selectors.rows_for_export(survey, asked.codes))


def _card(request: SignedInRequest, pk: int) -> Scorecard:
    card: Scorecard = get_object_or_404(selectors.cards_of(request.user), pk=pk)
    return card


def _of(card: Scorecard) -> Survey | None:
    return getattr(card, "survey", None)


def _page(request: SignedInRequest, card: Scorecard, form: SurveyForm | None, *, status: int = 200) -> HttpResponse:
    survey, now = _of(card), database_time()
    context: dict[str, Any] = {
        "card": card,
        "title": title_of(card),
        "survey": survey,
        "status": _status(survey, now),
        "form": form,
        "asked": questionnaire(card.cycle.edition.code),
        "crumbs": [{"label": _("Surveys"), "url": reverse("surveys:index")}],
        "runs": may(request.user, Action.SURVEY_RUN),
    }
    if survey is not None:
        address = _address(request, survey)
        tally = selectors.tally_of(survey)
        context |= {"address": address, "qr": qr_inline(address), "count": tally.count}
        if selectors.sees_mean(request.user, survey):
            asked = context["asked"]
            context["results"] = [(one.text, selectors.shown(tally.mean_of([one.code]))) for one in asked.questions]
            context["mean"] = selectors.shown(tally.mean_of(asked.codes))
    return render(request, "surveys/detail.html", context, status=status)


def _form_of(card: Scorecard) -> SurveyForm:
    survey, today = _of(card), timezone.localdate()
    if survey is None:
        usual = {"opens_on": today, "closes_on": today + timedelta(days=USUAL_DAYS), "target": USUAL_TARGET}
        return SurveyForm(initial=usual)
    return SurveyForm(
        initial={
            "opens_on": timezone.localdate(survey.opens_at),
            "closes_on": timezone.localdate(survey.closes_at),
            "target": survey.target,
        }
    )


def _address(request: SignedInRequest, survey: Survey) -> str:
    return request.build_absolute_uri(reverse("surveys:form", args=[survey.token]))


def _status(survey: Survey | None, now: Any) -> str:
    if survey is None:
        return "not_set"
    if now < survey.opens_at:
        return "upcoming"
    return "open" if now <= survey.closes_at else "closed"
