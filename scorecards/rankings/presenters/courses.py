"""Ranks over published rankings, drawn and told."""

from typing import Any

from django.utils.translation import gettext as _

from portal.common import charts
from portal.common.charts import BumpLine
from scorecards.rankings.selectors.course import RankCourse
from scorecards.rankings.selectors.ranking import Ranking

MOST_STRONG = 3


def courses(ranking: Ranking, course: RankCourse) -> dict[str, Any]:
    """Return what the card shows; nothing before the first published ranking."""
    rows = [(row, course.of(row.scorecard.pk, row.rank)) for row in ranking.ranked]
    if not course.snapshots or not rows:
        return {"course_rows": []}
    by_move = sorted(rows, key=lambda one: (-abs(_moved(one[1])), one[1][-1] or 0))
    strong = {row.pk for row in (row.scorecard for row, ranks in by_move[:MOST_STRONG] if _moved(ranks))}
    lines = [BumpLine(row.unit.short_name, ranks, row.scorecard.pk in strong) for row, ranks in rows]
    heads = [*(_("no. %(number)s") % {"number": one.number} for one in course.snapshots), _("now")]
    furthest, ranks = by_move[0]
    said = {"number": course.snapshots[0].number, "unit": furthest.unit.short_name, "after": ranks[-1]}
    finding = _("No unit changed its rank since the published ranking number %(number)s.") % said
    if _moved(ranks):
        said["before"] = (ranks[-1] or 0) + _moved(ranks)
        finding = (
            _(
                "Since the published ranking number %(number)s %(unit)s moved furthest: "
                "from rank %(before)s to %(after)s."
            )
            % said
        )
    about = _("A line for each unit; rank 1 is on top. Those that moved most are drawn in full.")
    chart = charts.pair(finding, lambda width: charts.bump(lines, heads=heads, title=finding, about=about, width=width))
    return {"course_rows": rows, "course_heads": heads, "bump": chart}


def _moved(ranks: tuple[int | None, ...]) -> int:
    """Return by how many ranks it rose since the first one that is known."""
    known = [rank for rank in ranks if rank is not None]
    return known[0] - known[-1] if known else 0
