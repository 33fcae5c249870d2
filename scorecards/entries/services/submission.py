"""Handing a scorecard in."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from portal.common import work
from portal.common.policy import Role
from scorecards.editions.selectors import edition_of
from scorecards.entries import selectors, standing, telling, turns, windows
from scorecards.entries.models import Entry, Scorecard, Submission
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
    _hand_over(scorecard, [one.entry for one in ready])
    Scorecard.objects.filter(pk=scorecard.pk).update(status=Scorecard.Status.SUBMITTED, submitted_at=Now())
    work.request("ranking", scorecard.cycle_id)
    number = scorecard.submissions.count() + 1
    made = Submission.objects.create(scorecard=scorecard, number=number, submitted_by=by, note=note.strip())
    telling.submitted(made, entries=len(ready))
    return made


def _hand_over(scorecard: Scorecard, graded: list[Entry]) -> None:
    """Move graded entries to the evaluator, and their checks with them."""
    keys = [entry.pk for entry in graded]
    under = Q(node__kind=turns.CHECK, node__parent__in=[entry.node_id for entry in graded])
    Entry.objects.filter(Q(pk__in=keys) | under, scorecard=scorecard).update(state=Entry.State.SUBMITTED)


def _require_head(scorecard: Scorecard, by: "User") -> None:
    roles = windows.roles_at(by, scorecard) & {Role.HEAD}
    reason = turns.window_words(windows.window_of(scorecard, roles) if roles else None)
    if reason:
        raise EntryClosed(reason)
