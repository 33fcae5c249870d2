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
from scorecards.entries.services.errors import CannotWithdraw, EntryClosed, NothingToSubmit, SubmitBlocked

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def submit(*, scorecard_id: int, note: str = "", by: "User") -> Submission:
    """Hand in every drafted or corrected entry that has an answer; what has none stays with the unit.

    Of a government's scorecard that is the part which the head's unit leads. Raises EntryClosed unless a head's window
    is open, NothingToSubmit, and SubmitBlocked when a gate forbids a grade.
    """
    scorecard = Scorecard.objects.select_for_update().get(pk=scorecard_id)
    found = selectors.standings_of(scorecard, edition_of(scorecard.cycle.edition))
    units = by.units_as(Role.HEAD)
    own = [one for one in found if one.entry.owner_id in units]
    _require_head(scorecard, {one.entry.owner_id for one in own}, by)
    ready = [one for one in own if selectors.is_ready(one)]
    if not ready:
        raise NothingToSubmit
    forbidden = standing.problems(ready)
    if forbidden:
        raise SubmitBlocked(forbidden)
    states.move([one.entry for one in ready], Event.SUBMIT, Actor.HEAD)
    Scorecard.objects.filter(pk=scorecard.pk).update(submitted_at=Now())
    work.request("ranking", scorecard.cycle_id)
    number = scorecard.submissions.count() + 1
    unit_id = None if scorecard.unit_id else ready[0].entry.lead_id
    made = Submission.objects.create(
        scorecard=scorecard, unit_id=unit_id, number=number, submitted_by=by, note=note.strip()
    )
    made.entries.set([one.entry for one in ready])
    telling.submitted(made, entries=len(ready))
    return made


@transaction.atomic
def withdraw(*, submission_id: int, by: "User") -> Submission:
    """Take a submission back as a whole, while nothing of it has been decided.

    Drafts are drafts (or ready) again, corrections lie returned again. Raises EntryClosed unless a head's window is
    open, and CannotWithdraw when it is not the last one of this part, was withdrawn, or a reviewer has begun.
    """
    scorecard = Scorecard.objects.select_for_update().get(submissions=submission_id)
    made = Submission.objects.get(pk=submission_id)
    entries = list(made.entries.select_related("node"))
    units = by.units_as(Role.HEAD)
    _require_head(scorecard, {scorecard.unit_id or entry.lead_id for entry in entries} & units, by)
    if not selectors.can_be_withdrawn(made, entries):
        raise CannotWithdraw
    states.move(entries, Event.WITHDRAW, Actor.HEAD)
    states.settle([entry.pk for entry in entries])
    made.withdrawn_by, made.withdrawn_at = by, windows.database_time()
    made.save(update_fields=["withdrawn_by", "withdrawn_at"])
    work.request("ranking", scorecard.cycle_id)
    return made


def _require_head(scorecard: Scorecard, unit_ids: "set[int | None]", by: "User") -> None:
    """Raise EntryClosed unless `by` heads one of the units that answer here, and the window is open."""
    roles = {role for unit in unit_ids for role in windows.roles_at(by, scorecard, unit)} & {Role.HEAD}
    acting = [unit for unit in unit_ids if unit is not None]
    window = windows.windows_of([scorecard], roles, acting).get(scorecard.pk) if roles else None
    reason = turns.window_words(window)
    if reason:
        raise EntryClosed(reason)
