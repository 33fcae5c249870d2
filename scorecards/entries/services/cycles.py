"""Opening a cycle."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from portal.common import work
from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.editions.models import Edition
from scorecards.entries.models import Cycle, Entry, Period, Scorecard, Window


@transaction.atomic
def open_cycle(
    *,
    government: Government,
    period: Period,
    edition: Edition,
    subject: Cycle.Subject,
    units: Iterable[Unit],
    windows: Mapping[Role, tuple[datetime, datetime]],
) -> Cycle:
    """Open an edition for a government and a period: a scorecard per unit, an entry per node that takes an answer.

    With subject GOVERNMENT there is one scorecard without unit, and `units` is empty. Fields of a repeating group
    get their entries with each item, not here.
    """
    cycle = Cycle.objects.create(government=government, period=period, edition=edition, subject=subject)
    Window.objects.bulk_create(
        Window(cycle=cycle, role=role, opens_at=opens_at, closes_at=closes_at)
        for role, (opens_at, closes_at) in windows.items()
    )
    owners: list[Unit | None] = [None] if subject == Cycle.Subject.GOVERNMENT else list(units)
    scorecards = Scorecard.objects.bulk_create(
        Scorecard(government=government, cycle=cycle, unit=unit) for unit in owners
    )
    nodes = list(edition.nodes.filter(is_answerable=True).exclude(parent__kind="repeating"))
    Entry.objects.bulk_create(
        (Entry(scorecard=scorecard, node=node) for scorecard in scorecards for node in nodes), batch_size=2000
    )
    work.request("ranking", cycle.pk)
    return cycle


@transaction.atomic
def set_windows(*, cycle_id: int, windows: Mapping[Role, tuple[datetime, datetime]]) -> None:
    """Set from when to when roles may write in a cycle; a unit's own window stays as it is."""
    for role, (opens_at, closes_at) in windows.items():
        Window.objects.update_or_create(
            cycle_id=cycle_id, role=role, unit=None, defaults={"opens_at": opens_at, "closes_at": closes_at}
        )
