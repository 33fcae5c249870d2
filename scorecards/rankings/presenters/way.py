"""How the totals of all units went from one published ranking to the next, cause by cause."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from portal.common.charts import Fall, pair, waterfall
from portal.common.templatetags.portal import decimals, signed
from scorecards.domain.difference import Cause, Change, Difference
from scorecards.domain.numbers import round_half_up
from scorecards.rankings.models import Snapshot
from scorecards.rankings.presenters import reasons

MOST_UNITS = 3


@dataclass(frozen=True)
class CauseWords:
    """What a cause brought: to the mean of the units, rounded, and to all of them together, exactly."""

    name: str
    mean: str
    sum: str


def way(before: Snapshot, after: Snapshot, found: Difference) -> dict[str, Any]:
    """Return what the card shows: the mean of the units that are ranked in both, nothing where there are none."""
    changes, count = found.changes, len(found.changes)
    if not changes:
        return {}
    start = sum((one.before for one in changes), Fraction(0)) / count
    end = sum((one.after for one in changes), Fraction(0)) / count
    moved = {cause: sum((one.parts.get(cause, Fraction(0)) for one in changes), Fraction(0)) for cause in Cause}
    moved = {cause: points for cause, points in moved.items() if points}
    whole = sum(moved.values(), Fraction(0))
    finding = _finding(start, end, moved, count)
    about = _("Bars begin below the lowest value and not at zero; a hollow bar goes down.")
    first, last = (Fall(name, value, _number(value)) for name, value in ((_("before"), start), (_("after"), end)))
    falls = [Fall(str(reasons.NAMES[cause]), points / count, _moved(points / count)) for cause, points in moved.items()]
    chart = pair(finding, lambda width: waterfall(first, falls, last, title=finding, about=about, width=width))
    return {
        "before": before,
        "after": after,
        "way_finding": finding,
        "way_drawn": chart if moved else None,
        "way_causes": [
            CauseWords(str(reasons.NAMES[cause]), _moved(points / count), reasons.signed_exactly(points))
            for cause, points in moved.items()
        ],
        "way_total": CauseWords("", _moved(whole / count), reasons.signed_exactly(whole) or "0"),
        "way_units": [(one.unit, reasons.sentence(one)) for one in _furthest(changes)],
    }


def _finding(start: Fraction, end: Fraction, moved: dict[Cause, Fraction], count: int) -> str:
    said = {"count": count, "before": _number(start), "after": _number(end)}
    if not moved:
        return _("The totals of all %(count)s units are the same in both: %(after)s on average.") % said
    most = max(moved, key=lambda cause: abs(moved[cause]))
    said |= {"cause": str(reasons.NAMES[most]), "points": _moved(moved[most] / count)}
    if end > start:
        text = _("The mean of %(count)s units rose from %(before)s to %(after)s; most by %(cause)s (%(points)s).")
    elif end < start:
        text = _("The mean of %(count)s units fell from %(before)s to %(after)s; most by %(cause)s (%(points)s).")
    else:
        text = _("The mean of %(count)s units stays at %(after)s; %(cause)s moved it most (%(points)s).")
    return text % said


def _furthest(changes: tuple[Change, ...]) -> list[Change]:
    """Return the units whose rank moved furthest, none of those that stayed."""
    moved = [one for one in changes if one.rank_before != one.rank_after]
    far = sorted(moved, key=lambda one: (-abs(one.rank_after - one.rank_before), one.rank_after, one.name))
    return far[:MOST_UNITS]


def _number(value: Fraction) -> str:
    return str(decimals(round_half_up(value, 2), 2))


def _moved(value: Fraction) -> str:
    return str(signed(round_half_up(value, 2), 2))
