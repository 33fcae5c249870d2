"""SAKIP with its real rules, opened for some units; and short ways to fill it in."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.models import Unit
from scorecards.entries import services
from scorecards.entries.models import Cycle, Entry, Mark, Scorecard
from tests import factories


def usual_windows() -> dict[Role, tuple[datetime, datetime]]:
    """Return windows that are open for the three roles that write."""
    now = timezone.now()
    span = (now - timedelta(days=1), now + timedelta(days=30))
    return dict.fromkeys((Role.OPERATOR, Role.HEAD, Role.EVALUATOR), span)


def open_sakip(
    units: Sequence[Unit],
    *,
    score_year: int = 2025,
    windows: Mapping[Role, tuple[datetime, datetime]] | None = None,
) -> Cycle:
    """Open SAKIP for units of one city."""
    return services.open_cycle(
        government=units[0].government,
        period=factories.make_period(score_year),
        edition=factories.make_edition("sakip/2021"),
        subject=Cycle.Subject.UNITS,
        units=units,
        windows=usual_windows() if windows is None else windows,
    )


def set_level(scorecard: Scorecard, code: str, level: str, by: User, note: str = "") -> Mark:
    """Answer one node for the unit, whatever stood there."""
    entry = Entry.objects.get(scorecard=scorecard, node__code=code)
    stored = entry.marks.filter(party=Mark.Party.UNIT).first()
    version = stored.version if stored else 0
    return services.save_mark(
        entry_id=entry.pk, party=Mark.Party.UNIT, level=level, note=note, version=version, save_key=None, by=by
    )


def fulfil(scorecard: Scorecard, code: str, how_many: int, by: User) -> None:
    """Answer all checks of a sub-component: the first ones fulfilled, the others not."""
    checks = Entry.objects.filter(scorecard=scorecard, node__parent__code=code).order_by("node__position")
    for position, entry in enumerate(checks.select_related("node")):
        set_level(scorecard, entry.node.code, "yes" if position < how_many else "no", by)
