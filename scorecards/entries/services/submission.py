"""Handing a scorecard in, and taking that back.

Both lock the scorecard first, as saving and deciding do, so that of two acts at once one waits and then meets what the
other left.
"""

from typing import TYPE_CHECKING

from django.db import transaction

from portal.common import work
from portal.common.clock import database_time
from portal.common.policy import Role
from scorecards.domain.states import Actor, Event
from scorecards.editions.selectors import edition_of
from scorecards.entries import selectors, standing, submission_content, submissions, telling, turns, windows
from scorecards.entries.models import Scorecard, Submission, Withdrawal
from scorecards.entries.services import states
from scorecards.entries.services.errors import (
    CannotWithdraw,
    EntryClosed,
    NothingToSubmit,
    ReasonMissing,
    SubmissionChanged,
    SubmitBlocked,
)
from scorecards.entries.submission_receipt import KIND

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def submit(*, scorecard_id: int, note: str = "", seen: str | None = None, by: "User") -> Submission:
    """Hand in every drafted or corrected entry that has an answer; what has none stays with the unit.

    Of a government's scorecard that is the part which the head's unit leads. `seen` is the token of what stood on the
    head's page (None: not compared). Raises EntryClosed unless a head's window is open, NothingToSubmit,
    SubmissionChanged, and SubmitBlocked when a gate forbids a grade.
    """
    scorecard = Scorecard.objects.select_for_update().get(pk=scorecard_id)
    edition = edition_of(scorecard.cycle.edition)
    units = by.units_as(Role.HEAD)
    own = [one for one in selectors.standings_of(scorecard, edition) if one.entry.owner_id in units]
    _require_head(scorecard, {one.entry.owner_id for one in own}, by)
    ready = [one for one in own if selectors.is_ready(one)]
    if not ready:
        raise NothingToSubmit
    if seen is not None and seen != submissions.token_of(ready):
        raise SubmissionChanged
    forbidden = standing.problems(ready)
    if forbidden:
        raise SubmitBlocked(forbidden)
    states.move([one.entry for one in ready], Event.SUBMIT, Actor.HEAD)
    made = Submission(
        scorecard=scorecard,
        unit_id=None if scorecard.unit_id else ready[0].entry.lead_id,
        number=scorecard.submissions.count() + 1,
        submitted_by=by,
        submitted_at=database_time(),
        note=note.strip(),
    )
    made.content = submission_content.frozen(made, own=own, handed_in=ready, edition=edition)
    made.save()
    made.entries.set([one.entry for one in ready])
    _follow(scorecard, made)
    telling.submitted(made, entries=len(ready))
    return made


@transaction.atomic
def withdraw(*, scorecard_id: int, number: int, reason: str, by: "User") -> Withdrawal:
    """Take the last submission back as a whole, while nobody has begun to review it; submitting again undoes it.

    Drafts are drafts (or ready) again, corrections lie returned again. Raises ReasonMissing, EntryClosed unless a
    head's window is open, and CannotWithdraw.
    """
    scorecard = Scorecard.objects.select_for_update().get(pk=scorecard_id)
    made = submissions.of(scorecard).get(number=number)
    if not reason.strip():
        raise ReasonMissing
    _require_head(scorecard, {submissions.answering_unit_id(made)}, by)
    refusal = submissions.why_not_withdrawn(made)
    if refusal:
        raise CannotWithdraw(refusal)
    entries = list(made.entries.select_related("node"))
    states.move(entries, Event.WITHDRAW, Actor.HEAD)
    states.settle([entry.pk for entry in entries])
    taken = Withdrawal.objects.create(
        submission=made, reason=reason.strip(), withdrawn_by=by, withdrawn_at=database_time()
    )
    Submission.objects.filter(pk=made.pk).update(receipt_sha256="")
    _follow(scorecard, made)
    telling.withdrawn(taken)
    return taken


def _follow(scorecard: Scorecard, changed: Submission) -> None:
    """Let the scorecard's date, the ranking and the receipt follow."""
    last = scorecard.submissions.standing().order_by("number").last()
    Scorecard.objects.filter(pk=scorecard.pk).update(submitted_at=last.submitted_at if last else None)
    work.request("ranking", scorecard.cycle_id)
    work.request(KIND, changed.pk)


def _require_head(scorecard: Scorecard, unit_ids: set[int | None], by: "User") -> None:
    """Raise EntryClosed unless `by` heads one of the units that answer here, and the window is open."""
    roles = {role for unit in unit_ids for role in windows.roles_at(by, scorecard, unit)} & {Role.HEAD}
    acting = [unit for unit in unit_ids if unit is not None]
    window = windows.windows_of([scorecard], roles, acting).get(scorecard.pk) if roles else None
    reason = turns.window_words(window)
    if reason:
        raise EntryClosed(reason)
