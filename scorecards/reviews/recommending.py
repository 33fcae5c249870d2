"""Recommending something on an entry, with the points that it could bring by the engine's own arithmetic."""

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db import transaction

from scorecards.actions import services as actions
from scorecards.actions.models import Recommendation
from scorecards.domain.answers import NOT_APPLICABLE
from scorecards.domain.edition import Level
from scorecards.domain.numbers import round_half_up
from scorecards.entries.forms import answer_text
from scorecards.entries.models import Entry, Mark
from scorecards.entries.standing import worth
from scorecards.reviews.selectors.claims import Claim, claim_of

if TYPE_CHECKING:
    from portal.accounts.models import User

PLACES = 4


def next_level(claim: Claim, fixed: str) -> Level | None:
    """Return the next higher grade, None at the top; where a number is typed, that is the highest of its scale.

    It goes up from the grade that the evaluator `fixed`, else from the claim, cut at its gate; from nothing when
    neither is there.
    """
    held = _held(claim, fixed)
    return next((level for level in _ladder(claim) if level.value > held), None)


def potential(claim: Claim, fixed: str) -> Decimal | None:
    """Return what `next_level` would add to the total; None at the top, and where no weight is known."""
    higher = next_level(claim, fixed)
    if higher is None:
        return None
    # What a value is worth is proportional to it, so the difference earns the difference.
    gained = worth(claim.edition, claim.node, higher.value - _held(claim, fixed))
    return None if gained is None else round_half_up(gained, PLACES)


def fixed_grade(entry: Entry) -> str:
    """Return the grade or number that the evaluator fixed, or nothing."""
    return answer_text(Mark.objects.filter(entry=entry, party=Mark.Party.EVALUATOR).first())


def _ladder(claim: Claim) -> list[Level]:
    """Return the grades to climb, lowest first; where a number is typed, its highest alone."""
    if claim.levels:
        return sorted(claim.levels, key=lambda level: level.value)
    scale = claim.edition.scale_of(claim.node)
    return [Level(scale.best, scale.maximum, scale.name)]


def _held(claim: Claim, fixed: str) -> Fraction:
    """Return the value to start from."""
    now = fixed or claim.prefilled
    if now in {"", NOT_APPLICABLE}:
        return Fraction(0)
    return Fraction(now) if claim.takes_number else claim.edition.scale_of(claim.node).level(now).value


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
