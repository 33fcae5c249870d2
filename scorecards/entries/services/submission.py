"""Handing a scorecard in."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now

from portal.common import work
from portal.common.policy import Role
from scorecards.domain.states import Actor, Event
from scorecards.editions.selectors import edition_of
from scorecards.entries import selectors, standing, telling, turns, windows
from scorecards.entries.models import Scorecard, Submission
from scorecards.entries.services import states
from scorecards.entries.services.errors import EntryClosed, NothingToSubmit, SubmitBlocked

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def submit(*, scorecard_id: int, note: str = "", by: "User") -> Submission:
    """Hand in every drafted or corrected entry that has an answer; what has none stays with the unit.

    Raises EntryClosed unless a head's window is open, NothingToSubmit, and SubmitBlocked when a gate forbids a grade.
    """
    scorecard = Scorecard.objects.select_for_update().get(pk=scorecard_id)
    _require_head(scorecard, by)
    found = selectors.standings_of(scorecard, edition_of(scorecard.cycle.edition))
    ready = [one for one in found if selectors.is_ready(one)]
    if not ready:
        raise NothingToSubmit
    forbidden = standing.problems(ready)
    if forbidden:
        raise SubmitBlocked(forbidden)
    states.move([one.entry for one in ready], Event.SUBMIT, Actor.HEAD)
    Scorecard.objects.filter(pk=scorecard.pk).update(submitted_at=Now())
    work.request("ranking", scorecard.cycle_id)
    number = scorecard.submissions.count() + 1
    made = Submission.objects.create(scorecard=scorecard, number=number, submitted_by=by, note=note.strip())
    telling.submitted(made, entries=len(ready))
    return made


def _require_head(scorecard: Scorecard, by: "User") -> None:
    roles = windows.roles_at(by, scorecard) & {Role.HEAD}
    reason = turns.window_words(windows.window_of(scorecard, roles) if roles else None)
    if reason:
        raise EntryClosed(reason)
