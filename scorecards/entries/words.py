"""What scorecards and entries are called on screen."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from scorecards.entries.models import Entry, Scorecard

STATUS_OF_STATE: Mapping[str, str] = {
    Entry.State.EMPTY: "todo",
    Entry.State.DRAFT: "draft",
    Entry.State.SUBMITTED: "submitted",
    Entry.State.RETURNED: "returned",
    Entry.State.ACCEPTED: "verified",
}
"""State of an entry -> code in portal.common.statuses."""

STATUS_OF_SCORECARD: Mapping[str, str] = {
    Scorecard.Status.OPEN: "in_progress",
    Scorecard.Status.SUBMITTED: "submitted",
    Scorecard.Status.RETURNED: "returned",
    Scorecard.Status.DECIDED: "verified",
}
"""Status of a scorecard -> code in portal.common.statuses."""


def title_of(scorecard: Scorecard) -> str:
    """Return instrument and score year: SAKIP 2025."""
    return f"{scorecard.cycle.edition.instrument.name} {scorecard.cycle.period.score_year}"


def too_long_words(limit: int) -> str:
    """Say that a note is longer than allowed."""
    return _("the explanation is longer than %(limit)s characters.") % {"limit": limit}
