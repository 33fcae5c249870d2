"""A meeting of the leadership: begin it, review what was promised, decide, write the minutes, close it.

Every act may arrive twice, by a double click or a bad line, and is done once: a government has one open meeting,
a decision carries its key, a promise has one verdict a meeting. The meeting's row is locked by each, so two at
once wait for each other.
"""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from portal.units.models import Government
from scorecards.actions.errors import MeetingClosed, MinutesChanged, NotPromised
from scorecards.actions.models import Action, Meeting, Verdict
from scorecards.actions.services.plan import ActionPlan, create, postpone, settle, take_up

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def open_meeting(*, government: Government, title: str, held_on: date, by: "User") -> Meeting:
    """Begin a meeting; the one that is open already, if there is one."""
    meeting, _is_new = Meeting.objects.get_or_create(
        government=government,
        closed_at__isnull=True,
        defaults={"title": title, "held_on": held_on, "created_by": by, "changed_by": by},
    )
    return meeting


@transaction.atomic
def decide(*, meeting_id: int, key: UUID, plan: ActionPlan, by: "User") -> Action:
    """Turn a decision of the meeting into an action; the same key again returns the action that stands."""
    meeting = _locked(meeting_id)
    known = meeting.decisions.filter(decision_key=key).first()
    if known is not None:
        return known
    _require_open(meeting)
    plan = replace(plan, kind=Action.Kind.DECISION)
    return create(government=meeting.government, plan=plan, by=by, meeting=meeting, decision_key=key)


@transaction.atomic
def review_promise(
    *, meeting_id: int, action_id: int, outcome: Verdict.Outcome, note: str, due_date: date | None, by: "User"
) -> Verdict:
    """Note what the meeting found about an earlier promise, again when it thinks better of it.

    A kept promise is settled, one taken back is open again; a continued one may get another day.
    """
    meeting = _locked(meeting_id)
    _require_open(meeting)
    promises = Action.objects.filter(government=meeting.government, meeting__isnull=False).exclude(meeting=meeting)
    action = promises.exclude(status=Action.Status.DROPPED).filter(pk=action_id).first()
    if action is None:
        raise NotPromised
    known = Verdict.objects.filter(meeting=meeting, action=action).first()
    verdict = known or Verdict(meeting=meeting, action=action)
    before = verdict.outcome
    verdict.outcome, verdict.note, verdict.changed_by = outcome, note.strip(), by
    verdict.save()
    if outcome == Verdict.Outcome.DONE:
        if not action.is_settled:
            settle(action_id=action.pk, by=by)
    elif before == Verdict.Outcome.DONE:
        take_up(action_id=action.pk, by=by)
    if outcome == Verdict.Outcome.CONTINUED and due_date is not None:
        postpone(action_id=action.pk, due_date=due_date, by=by)
    return verdict


@transaction.atomic
def write_minutes(*, meeting_id: int, minutes: str, version: int, by: "User") -> Meeting:
    """Keep the text of the minutes as it stood at `version`; MinutesChanged when somebody else wrote meanwhile."""
    meeting = _locked(meeting_id)
    _require_open(meeting)
    return _write(meeting, minutes, version, by)


@transaction.atomic
def close_meeting(*, meeting_id: int, minutes: str, version: int, by: "User") -> Meeting:
    """Keep the minutes and end the meeting; one that is closed stays as it is."""
    meeting = _locked(meeting_id)
    if meeting.closed_at is not None:
        return meeting
    meeting.closed_at = timezone.now()
    return _write(meeting, minutes, version, by, is_changed=True)


def _write(meeting: Meeting, minutes: str, version: int, by: "User", *, is_changed: bool = False) -> Meeting:
    minutes = minutes.replace("\r\n", "\n").strip()
    if minutes != meeting.minutes:
        if meeting.version != version:
            raise MinutesChanged
        meeting.minutes, is_changed = minutes, True
    if is_changed:
        meeting.version += 1
        meeting.changed_by = by
        meeting.save()
    return meeting


def _locked(meeting_id: int) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("government").get(pk=meeting_id)


def _require_open(meeting: Meeting) -> None:
    if meeting.closed_at is not None:
        raise MeetingClosed
