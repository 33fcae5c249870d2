"""Recommending something on an entry, with the points that it could bring by the engine's own arithmetic."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from scorecards.actions import services as actions
from scorecards.actions.models import Recommendation
from scorecards.domain.numbers import round_half_up
from scorecards.entries.models import Entry, Mark
from scorecards.entries.standing import points_of
from scorecards.reviews.selectors.claims import Claim, claim_of

if TYPE_CHECKING:
    from portal.accounts.models import User

PLACES = 4


def potential(claim: Claim, fixed: str) -> Decimal | None:
    """Return what the next higher grade would add to the total; None at the top, and where no weight is known.

    It counts from the grade that the evaluator `fixed`, else from the claim, cut at its gate; from nothing when
    neither is there.
    """
    grades = sorted(claim.levels, key=lambda level: level.value)
    now = fixed or claim.prefilled
    held = next((level.value for level in grades if level.code == now), None)
    higher = [level for level in grades if held is None or level.value > held]
    if not higher:
        return None
    gained = points_of(claim.edition, claim.node, Mark(level=higher[0].code))
    before = points_of(claim.edition, claim.node, Mark(level=now)) if held is not None else None
    return None if gained is None else round_half_up(gained - (before or 0), PLACES)


def next_grade(claim: Claim, fixed: str) -> str:
    """Return the code of the grade that `potential` speaks of, empty at the top."""
    grades = sorted(claim.levels, key=lambda level: level.value)
    now = next((level.value for level in grades if level.code == (fixed or claim.prefilled)), None)
    return next((level.code for level in grades if now is None or level.value > now), "")


def fixed_grade(entry: Entry) -> str:
    """Return the grade that the evaluator fixed, or nothing."""
    mark = Mark.objects.filter(entry=entry, party=Mark.Party.EVALUATOR).first()
    return mark.level if mark else ""


@transaction.atomic
def recommend(*, entry_id: int, text: str, by: "User") -> Recommendation:
    """Write a recommendation on an entry; the unit reads it with the released marks. Raises ActionError."""
    entry = Entry.objects.select_related(
        "node", "scorecard__cycle__edition", "scorecard__cycle__period", "scorecard__unit", "scorecard__government"
    ).get(pk=entry_id)
    card = entry.scorecard
    return actions.recommend(
        government=card.government,
        unit=card.unit,
        score_year=card.cycle.period.score_year,
        node=entry.node,
        text=text,
        points=potential(claim_of(entry), fixed_grade(entry)),
        is_released=card.cycle.marks_released_at is not None,
        by=by,
    )
