"""Whose number the days of a step are, in words."""

from django.utils.translation import gettext as _

from scorecards.domain.climb import Move
from scorecards.domain.effort import Efforts, Source
from scorecards.rankings.presenters import words


def source(one: Source) -> str:
    """Return whose number it is."""
    return {
        Source.ESTIMATED: _("the unit's estimate"),
        Source.OBSERVED: _("observed last year"),
        Source.ASSUMED: _("this portal's assumption"),
    }[one]


def sources(move: Move) -> str:
    """Return whose number the days of a move are; of several, how many days come from each."""
    found = move.sources
    if len(found) == 1:
        return source(next(iter(found)))
    return " + ".join(f"{words.number(days)} {source(one)}" for one, days in found.items())


def explained(efforts: Efforts) -> str:
    """Return how the days come about."""
    assumed = efforts.assumed
    said = {"step": words.number(assumed.step), "check": words.number(assumed.check)}
    return (
        _(
            "Working days are the unit's own estimate; where it gave none, those observed last year: the working days "
            "on which the answer lay with the unit from its first draft to the hand-in, divided by the steps that it "
            "stood above the lowest answer; where there are none either, an assumption of this portal that no "
            "regulation backs: %(step)s working days for a step up the scale and %(check)s for each further check."
        )
        % said
    )
