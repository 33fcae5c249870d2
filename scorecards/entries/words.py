"""What scorecards and entries are called on screen."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from scorecards.domain import states
from scorecards.entries.models import Scorecard

STATUS_OF_SCORECARD: Mapping[str, str] = {
    Scorecard.Status.OPEN: "in_progress",
    Scorecard.Status.SUBMITTED: "submitted",
    Scorecard.Status.RETURNED: "returned",
    Scorecard.Status.DECIDED: "fixed",
}
"""Status of a scorecard -> code in portal.common.statuses."""


def title_of(scorecard: Scorecard) -> str:
    """Return instrument and score year: SAKIP 2025."""
    return f"{scorecard.cycle.edition.instrument.name} {scorecard.cycle.period.score_year}"


def too_long_words(limit: int) -> str:
    """Say that a note is longer than allowed."""
    return _("the explanation is longer than %(limit)s characters.") % {"limit": limit}


def entry_status(state: str, *, is_told: bool) -> str:
    """Return the status of an entry's state, for somebody who may know how the review goes, or may not.

    States of entries have the same codes in portal.common.statuses.
    """
    return states.as_told(state, is_released=is_told).value


def scorecard_status(status: str, *, is_told: bool) -> str:
    """Return the status of a scorecard; that every mark is fixed is part of how the review goes."""
    hidden = status == Scorecard.Status.DECIDED and not is_told
    return STATUS_OF_SCORECARD[Scorecard.Status.SUBMITTED if hidden else status]
