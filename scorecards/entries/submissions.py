"""What was handed in with a scorecard: as its pages list it, and whether it can be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common.policy import Role
from scorecards.domain import states
from scorecards.domain.states import Actor, Event
from scorecards.entries import turns, windows
from scorecards.entries.models import Mark, Scorecard, Submission
from scorecards.entries.standing import Standing
from scorecards.entries.submission_model import SubmissionQuerySet

if TYPE_CHECKING:
    from portal.accounts.models import User

REVIEWERS = (Mark.Party.VERIFIER, Mark.Party.ASSURER, Mark.Party.EVALUATOR)


@dataclass(frozen=True)
class SubmissionRow:
    """A submission as a scorecard's page lists it; `withdraw_url` is empty where the reader cannot take it back."""

    submission: Submission
    count: int
    receipt_url: str
    withdraw_url: str


def rows_of(scorecard: Scorecard, reader: "User") -> list[SubmissionRow]:
    """Return the submissions that the reader may see, newest first; one query, and a few more for a head."""
    rows = of(scorecard).visible_to(reader).defer("content").annotate(count=Count("entries"))
    found = list(rows.order_by("-number"))
    mine = [one for one in found if not one.withdrawn and answering_unit_id(one) in reader.units_as(Role.HEAD)]
    last = {answering_unit_id(one): one for one in reversed(mine)}
    open_now = {one.pk for one in last.values() if not why_not_withdrawn(one)} if last else set()
    if open_now and turns.window_words(_window(scorecard, reader)):
        open_now = set()
    return [_row(one, can_withdraw=one.pk in open_now) for one in found]


def of(scorecard: Scorecard) -> SubmissionQuerySet:
    """Return the submissions of a scorecard with what their words need."""
    rows = Submission.objects.filter(scorecard=scorecard)
    return rows.select_related("scorecard", "submitted_by", "unit", "withdrawal__withdrawn_by")


def token_of(ready: Iterable[Standing]) -> str:
    """Return what tells whether the same answers would be handed in: each entry with the version of its mark.

    A page sends it back, so that a head hands in what was read and nothing that a colleague changed meanwhile.
    """
    return " ".join(f"{one.entry.pk}:{one.mark.version if one.mark else 0}" for one in ready)


def answering_unit_id(submission: Submission) -> int | None:
    """Return the unit that handed in: of a government's scorecard the one whose part it is."""
    return submission.unit_id or submission.scorecard.unit_id


def why_not_withdrawn(submission: Submission) -> str:
    """Return why a submission can no longer be taken back, or nothing while it can; the window is another question.

    Only the last one can, as a whole, and only while every entry lies as it was handed in and no reviewer has touched
    any. The words name neither the entry nor what was decided.
    """
    if submission.withdrawn:
        day = turns.day_and_time(submission.withdrawn.withdrawn_at)
        return _("Submission %(number)s was withdrawn already, on %(day)s.") % {"number": submission.number, "day": day}
    rows = Submission.objects.standing().filter(scorecard=submission.scorecard_id, unit=submission.unit_id)
    later = rows.filter(number__gt=submission.number).order_by("-number").first()
    if later is not None:
        return _("Submission %(number)s came after it. Only the last one can be withdrawn.") % {"number": later.number}
    return _("Its review has begun. Ask the evaluator to return what has to change.") if _is_begun(submission) else ""


def _is_begun(submission: Submission) -> bool:
    """Return whether a reviewer has acted on it; a decision that was taken back is an act where it left a mark."""
    entries = list(submission.entries.all())
    if not entries or any(not states.can(entry.state, Event.WITHDRAW, Actor.HEAD) for entry in entries):
        return True
    marks = Mark.objects.filter(entry__in=entries, party__in=REVIEWERS)
    return marks.filter(changed_at__gte=submission.submitted_at).exists()


def _window(scorecard: Scorecard, head: "User") -> windows.WindowState | None:
    return windows.windows_of([scorecard], [Role.HEAD], sorted(head.units_as(Role.HEAD))).get(scorecard.pk)


def _row(one: Any, *, can_withdraw: bool) -> SubmissionRow:
    place = [one.scorecard_id, one.number]
    return SubmissionRow(
        submission=one,
        count=one.count,
        receipt_url=reverse("entries:submission-receipt", args=place) if one.count else "",
        withdraw_url=reverse("entries:withdraw", args=place) if can_withdraw else "",
    )
