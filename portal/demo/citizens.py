"""F-03 of PEKPPP: a survey for each service unit of the year, most with enough answers, one without."""

from datetime import datetime, timedelta
from random import Random

from django.db.models import QuerySet

from portal.accounts.models import User
from scorecards.entries.models import Scorecard
from scorecards.surveys import services
from scorecards.surveys.questions import questionnaire

TARGET = 30


def ask(
    cards: QuerySet[Scorecard], quality: dict[str, float], by: User, now: datetime, dice: Random, *, is_past: bool
) -> int:
    """Open the surveys and let citizens answer; those of a past year are closed again. Return how many answered."""
    asked = questionnaire("pekppp/2022")
    total = 0
    for number, card in enumerate(cards.select_related("unit").order_by("unit__code", "pk")):
        if card.unit is None:
            continue
        opens_at, closes_at = now - timedelta(days=10), now + timedelta(days=50)
        survey = services.open_survey(scorecard=card, opens_at=opens_at, closes_at=closes_at, target=TARGET, by=by)
        count = 12 if number == 1 and not is_past else TARGET + dice.randint(0, 6)
        middle = 1 + 4 * quality[card.unit.code]
        for visitor in range(count):
            drawn = {code: min(5, max(0, round(dice.gauss(middle, 0.9)))) for code in asked.codes}
            services.answer(survey_id=survey.pk, answers=drawn, browser=f"contoh-{number}-{visitor}")
        total += count
        if is_past:
            opens_at, closes_at = now - timedelta(days=400), now - timedelta(days=340)
            services.open_survey(scorecard=card, opens_at=opens_at, closes_at=closes_at, target=TARGET, by=by)
        services.settle(survey_id=survey.pk)
    return total
