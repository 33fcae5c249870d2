"""Opening a survey, taking an answer, and letting the answers become the value of an entry."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common import work
from scorecards.domain.numbers import round_half_up
from scorecards.entries.models import Entry, Scorecard
from scorecards.entries.services import record_outside
from scorecards.entries.windows import database_time
from scorecards.surveys import selectors
from scorecards.surveys.models import Response, Survey
from scorecards.surveys.questions import questionnaire

if TYPE_CHECKING:
    from portal.accounts.models import User

WORK_KIND = "survey"
PLACES = 6


class SurveyError(Exception):
    """Base of this app's refusals; str() is for people."""


class SurveyClosed(SurveyError):
    """It is not open now."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(_("This survey is closed. Thank you for wanting to answer."))


class AnsweredAlready(SurveyError):
    """This browser has answered."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(_("This survey has been answered from this browser already. One answer counts."))


class FullToday(SurveyError):
    """The day's limit is reached."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(_("Very many answers came in today. Please try again tomorrow; what you chose is still here."))


class Incomplete(SurveyError):
    """A question is unanswered, or its answer is not one of those offered."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(_("Please answer every question; what you chose is still here."))


@transaction.atomic
def open_survey(*, scorecard: Scorecard, opens_at: datetime, closes_at: datetime, target: int, by: "User") -> Survey:
    """Open a unit's survey, or change its window and its target; the address stays."""
    survey, is_new = Survey.objects.select_for_update().get_or_create(
        scorecard=scorecard,
        defaults={
            "government_id": scorecard.government_id,
            "token": secrets.token_urlsafe(12),
            "opens_at": opens_at,
            "closes_at": closes_at,
            "target": target,
            "created_by": by,
        },
    )
    if not is_new:
        survey.opens_at, survey.closes_at, survey.target = opens_at, closes_at, target
        survey.save(update_fields=["opens_at", "closes_at", "target"])
        work.request(WORK_KIND, survey.pk)
    return survey


def answer(*, survey_id: int, answers: Mapping[str, int], browser: str) -> Response:
    """Keep one citizen's answers; `browser` is the browser's random token, of which only a hash is kept.

    Raises SurveyClosed, Incomplete, FullToday, AnsweredAlready.
    """
    survey = Survey.objects.select_related("scorecard__cycle").get(pk=survey_id)
    form = questionnaire(survey.scorecard.cycle.edition.code)
    if not survey.opens_at <= database_time() <= survey.closes_at:
        raise SurveyClosed
    if set(answers) != set(form.codes) or not all(form.low <= value <= form.high for value in answers.values()):
        raise Incomplete
    today = timezone.localdate()
    if survey.responses.filter(answered_on=today).count() >= survey.most_per_day:
        raise FullToday
    hashed = hashlib.sha256(f"{survey.token}:{browser}".encode()).hexdigest()
    try:
        with transaction.atomic():
            made = Response.objects.create(survey=survey, answers=dict(answers), browser=hashed, answered_on=today)
            work.request(WORK_KIND, survey.pk)
    except IntegrityError as error:
        raise AnsweredAlready from error
    return made


def handle_work(key: str) -> None:
    """Serve one row of the work table; the key is the survey's."""
    settle(survey_id=int(key))


@transaction.atomic
def settle(*, survey_id: int) -> bool:
    """Let the mean of the answers be the value of its entries once the target is met; return whether anything changed.

    Before that, or when the target was raised again, the entries have no value.
    """
    survey = Survey.objects.select_related("scorecard__cycle__edition", "created_by").filter(pk=survey_id).first()
    if survey is None:
        return False
    form = questionnaire(survey.scorecard.cycle.edition.code)
    tally = selectors.tally_of(survey)
    entries = dict(
        Entry.objects.filter(scorecard=survey.scorecard_id, node__code__in=form.targets, item=None).values_list(
            "node__code", "pk"
        )
    )
    changed = False
    for code, questions in form.targets.items():
        value = _value(tally.mean_of(questions)) if tally.count >= survey.target else None
        note = _("%(n)s answers") % {"n": tally.count} if value is not None else ""
        if code in entries:
            changed |= record_outside(entry_id=entries[code], value=value, note=note, by=survey.created_by)
    return changed


def _value(mean: Fraction | None) -> Decimal | None:
    return None if mean is None else round_half_up(mean, PLACES)
