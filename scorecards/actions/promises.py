"""What earlier meetings promised, as the next one reviews it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from scorecards.actions.models import Action, Meeting, Verdict
from scorecards.actions.selectors import OPEN, STATES

if TYPE_CHECKING:
    from portal.units.models import Government


@dataclass(frozen=True)
class Promise:
    """A decision of an earlier meeting; `verdict` is this meeting's, `before` that of the meetings between."""

    action: Action
    today: date
    verdict: Verdict | None
    before: tuple[Verdict, ...]

    @property
    def is_done(self) -> bool:
        """Return whether nothing is to be done any more."""
        return self.action.status not in OPEN

    @property
    def is_late(self) -> bool:
        """Return whether it should be done by now."""
        return not self.is_done and self.action.due_date < self.today

    @property
    def state(self) -> str:
        """Return the code of its state in portal.common.statuses."""
        return "late" if self.is_late else STATES[self.action.status]


@dataclass(frozen=True)
class Promises:
    """All of them: what is late, then what is due, then what is done."""

    late: Sequence[Promise]
    due: Sequence[Promise]
    done: Sequence[Promise]

    @property
    def all(self) -> list[Promise]:
        """Return them in the order of the agenda."""
        return [*self.late, *self.due, *self.done]


def promises_of(government: "Government", meeting: Meeting | None, today: date) -> Promises:
    """Return what is to be reviewed at `meeting`, or at the next one; two queries.

    What an earlier meeting found kept is not reviewed again, and what was given up is no promise any more.
    """
    others = Verdict.objects.filter(action=OuterRef("pk"), outcome=Verdict.Outcome.DONE).exclude(meeting=meeting)
    rows = (
        Action.objects.filter(government=government, meeting__isnull=False)
        .exclude(status=Action.Status.DROPPED)
        .exclude(Exists(others), status=Action.Status.DONE)
        .select_related("unit", "meeting")
        .order_by("due_date", "pk")
    )
    actions = list(rows if meeting is None else rows.exclude(meeting=meeting))
    verdicts: dict[int, list[Verdict]] = defaultdict(list)
    for one in Verdict.objects.filter(action__in=actions).select_related("meeting").order_by("meeting__held_on", "pk"):
        verdicts[one.action_id].append(one)
    found = [_promise(action, meeting, verdicts[action.pk], today) for action in actions]
    return Promises(
        late=[one for one in found if one.is_late],
        due=[one for one in found if not one.is_late and not one.is_done],
        done=[one for one in found if one.is_done],
    )


def _promise(action: Action, meeting: Meeting | None, verdicts: Sequence[Verdict], today: date) -> Promise:
    here = [one for one in verdicts if meeting is not None and one.meeting_id == meeting.pk]
    before = tuple(one for one in verdicts if one not in here)
    return Promise(action, today, here[0] if here else None, before)
