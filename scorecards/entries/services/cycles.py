"""Opening a cycle, and saying when who may write in it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from portal.common import work
from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.editions.models import Edition
from scorecards.entries.models import Cycle, Entry, Period, Scorecard, Window
from scorecards.entries.services.errors import CycleExists, UnitNotInCycle
from scorecards.entries.windows import UNIT_ROLES

Span = tuple[datetime, datetime]
"""From when to when; the last moment still belongs to it."""


@transaction.atomic
def open_cycle(
    *,
    government: Government,
    period: Period,
    edition: Edition,
    subject: Cycle.Subject,
    units: Iterable[Unit],
    windows: Mapping[Role, Span],
) -> Cycle:
    """Open an edition for a government and a period: a scorecard per unit, an entry per node that takes an answer.

    With subject GOVERNMENT there is one scorecard without unit, and `units` is empty. Fields of a repeating group
    get their entries with each item, not here. CycleExists when that edition is open for the period already.
    """
    cycle, is_new = Cycle.objects.get_or_create(
        government=government, period=period, edition=edition, defaults={"subject": subject}
    )
    if not is_new:
        raise CycleExists
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
def open_year(
    *,
    government: Government,
    score_year: int,
    announced_year: int,
    edition: Edition,
    subject: Cycle.Subject,
    units: Iterable[Unit],
    windows: Mapping[Role, Span],
    grace_minutes: int,
) -> Cycle:
    """Open an edition for a score year, whose period is made when this is the first evaluation of it."""
    period, _ = Period.objects.get_or_create(score_year=score_year, defaults={"announced_year": announced_year})
    cycle = open_cycle(
        government=government, period=period, edition=edition, subject=subject, units=units, windows=windows
    )
    set_windows(cycle_id=cycle.pk, windows={}, grace_minutes=grace_minutes)
    return cycle


@transaction.atomic
def set_windows(*, cycle_id: int, windows: Mapping[Role, Span | None], grace_minutes: int | None = None) -> None:
    """Set from when to when roles may write in a cycle, None closes a role out; a unit's own window stays as it is.

    `grace_minutes`, where given, is how long the bytes of files that were registered in time may still come.
    """
    for role, span in windows.items():
        own = Window.objects.filter(cycle=cycle_id, role=role, unit=None)
        if span is None:
            own.delete()
        elif not own.filter(opens_at=span[0], closes_at=span[1]).exists():  # the history keeps changes, not saves
            Window.objects.update_or_create(
                cycle_id=cycle_id, role=role, unit=None, defaults={"opens_at": span[0], "closes_at": span[1]}
            )
    if grace_minutes is not None:
        units = Window.objects.filter(cycle=cycle_id, role__in=UNIT_ROLES, unit=None)
        units.exclude(grace_minutes=grace_minutes).update(grace_minutes=grace_minutes)


@transaction.atomic
def set_own_window(*, cycle_id: int, unit: Unit, role: Role, span: Span, grace_minutes: int) -> Window:
    """Give one unit a time of its own, which replaces the cycle's for that role; UnitNotInCycle for a stranger."""
    if not Scorecard.objects.filter(cycle=cycle_id, unit=unit).exists():
        raise UnitNotInCycle
    opens_at, closes_at = span
    window, _ = Window.objects.update_or_create(
        cycle_id=cycle_id,
        role=role,
        unit=unit,
        defaults={"opens_at": opens_at, "closes_at": closes_at, "grace_minutes": grace_minutes},
    )
    return window


@transaction.atomic
def drop_own_window(*, window_id: int) -> None:
    """Let the cycle's window count for a unit again; done already is done."""
    Window.objects.filter(pk=window_id, unit__isnull=False).delete()
