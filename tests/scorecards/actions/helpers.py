"""Short ways to an action and a recommendation."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from portal.accounts.models import User
from portal.units.models import Government, Unit
from scorecards.actions.models import Action, Meeting, Recommendation
from scorecards.actions.services import ActionPlan, close_meeting, create, decide, open_meeting, recommend
from scorecards.editions.models import Node
from tests.factories import make_edition


def quarters(*values: str | None) -> dict[int, Decimal | None]:
    return {n: None if value is None else Decimal(value) for n, value in enumerate(values, start=1)}


def plan_of(unit: Unit, **given: Any) -> ActionPlan:
    """Return a complete plan of a rencana aksi General, with whatever else is given."""
    usual: dict[str, Any] = {
        "score_year": 2025,
        "kind": Action.Kind.RB_GENERAL,
        "title": "Menyusun peta proses bisnis",
        "unit": unit,
        "due_date": timezone.localdate() + timedelta(days=60),
        "output": "Peta proses bisnis",
        "indicator": "Jumlah peta",
        "measure": "dokumen",
        "targets": quarters("1", "1", "1", "1"),
        "target_total": Decimal(4),
        "budget": Decimal(25_000_000),
    }
    return ActionPlan(**(usual | given))


def make_action(unit: Unit, by: User, **given: Any) -> Action:
    """Write an action of a unit down."""
    return create(government=unit.government, plan=plan_of(unit, **given), by=by)


def make_recommendation(
    unit: Unit, by: User, *, released: bool = True, code: str = "1.a", **given: Any
) -> Recommendation:
    """Recommend something about a node of SAKIP to a unit."""
    usual: dict[str, Any] = {"score_year": 2025, "text": "Lengkapi pohon kinerja.", "points": Decimal("1.35")}
    node = Node.objects.get(edition=make_edition("sakip/2021"), code=code)
    return recommend(government=unit.government, unit=unit, node=node, is_released=released, by=by, **(usual | given))


def days(n: int) -> date:
    """Return the day that lies so many days ahead."""
    return timezone.localdate() + timedelta(days=n)


def hold_meeting(government: Government, by: User, *, on: date | None = None) -> Meeting:
    """Begin a meeting, today or on another day."""
    day = on or timezone.localdate()
    return open_meeting(government=government, title=f"Rapat {day:%d-%m-%Y}", held_on=day, by=by)


def promised(unit: Unit, by: User, **given: Any) -> Action:
    """Return what a meeting of last week, which is closed, decided."""
    meeting = hold_meeting(unit.government, by, on=days(-7))
    plan = plan_of(unit, **{"title": "Melengkapi pohon kinerja", "targets": {}, "target_total": None} | given)
    action = decide(meeting_id=meeting.pk, key=uuid4(), plan=plan, by=by)
    close_meeting(meeting_id=meeting.pk, minutes="", version=meeting.version, by=by)
    return action
