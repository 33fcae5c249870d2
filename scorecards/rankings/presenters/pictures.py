"""The charts of these pages: from what selectors found to drawings, each with its finding in words."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.common import charts
from portal.common.charts import Bar, Dot, Layers, Mark, Pair, PathPoint, PathWords, Slope
from portal.common.templatetags.portal import decimals, signed
from scorecards.domain.numbers import round_half_up
from scorecards.rankings.models import PublishedResult
from scorecards.rankings.presenters import words
from scorecards.rankings.selectors.explanation import Explanation
from scorecards.rankings.selectors.position import Goal
from scorecards.rankings.selectors.ranking import Ranking, Row

MOST_MOVERS = 5
RANKS_OF_REGION = 8
MOST_RANKS = 20
"""More ranks than this are not drawn one by one."""


def target_path(goal: Goal, published: Sequence[PublishedResult], *, today: date) -> Pair | None:
    """Draw the way from the published rank to the wanted one, None without a step."""
    if not goal.steps:
        return None
    of = [one.rank_of for one in published if one.rank_of and one.rank_of <= MOST_RANKS]
    ranks = max(RANKS_OF_REGION, goal.target.start_rank if goal.target.start_rank <= MOST_RANKS else 0, *of)
    planned = [PathPoint(step.due_on, step.rank, date_format(step.due_on, "M Y")) for step in goal.steps]
    known = [
        PathPoint(_announced(one), one.rank, str(one.period)) for one in published if one.rank and one.rank <= ranks
    ]
    said = PathWords(_("published, by score year"), _("planned"), _("today"))
    finding = words.path(goal)
    return charts.pair(
        finding,
        lambda width: charts.target_path(
            planned=planned, published=known, today=today, ranks=ranks, words=said, title=finding, width=width
        ),
    )


def _announced(result: PublishedResult) -> date:
    """Return when a result was announced; unknown days stand at the end of the year of announcement."""
    return result.announced_on or date(result.period.announced_year, 12, 31)


def distribution(ranking: Ranking) -> Pair | None:
    """Draw the verified totals of all units on one line, None while fewer than two have one."""
    rows = [row for row in ranking.ranked if row.result.verified is not None]
    if len(rows) < 2:
        return None
    totals = [row.result.verified or Decimal(0) for row in rows]
    low, high = _axis(totals, Decimal(round_half_up(ranking.maximum, 0)))
    bands = ranking.edition.bands if ranking.component is None else ()
    marks = [Mark(band.low, band.code) for band in bands]
    named = {rows[0].unit.pk, rows[-1].unit.pk}
    dots = [
        Dot(total, f"{row.unit.short_name} {decimals(total, 2)}" if row.unit.pk in named else "", row is rows[0])
        for row, total in zip(rows, totals, strict=True)
    ]
    said = {
        "best": rows[0].unit.short_name,
        "high": decimals(totals[0], 2),
        "worst": rows[-1].unit.short_name,
        "low": decimals(totals[-1], 2),
        "gap": decimals(totals[0] - totals[-1], 2),
    }
    finding = (
        _("%(best)s stands first with %(high)s, %(worst)s last with %(low)s: %(gap)s points lie between them.") % said
    )
    about = _("Each dot is a unit; letters mark where a band begins.") if bands else _("Each dot is a unit.")
    ends = (decimals(low, 0), decimals(high, 0))
    return charts.pair(
        finding,
        lambda width: charts.dot_strip(
            dots=dots, low=low, high=high, ends=ends, marks=marks, title=finding, about=about, width=width
        ),
    )


def _axis(totals: list[Decimal], maximum: Decimal) -> tuple[Decimal, Decimal]:
    """Return round ends around the totals, so that the dots use the whole line."""
    step = max(maximum / 10, Decimal(1))
    low = min(totals) // step * step
    high = min(ceil(max(totals) / step) * step, maximum)  # // cuts towards zero
    return low, high if high > low else low + step


def movers(ranking: Ranking) -> Pair | None:
    """Draw the units that moved most since the comparison, None when nobody did."""
    rows = biggest_movers(ranking)
    if not rows or ranking.compared_with is None:
        return None
    slopes = [
        Slope(row.unit.short_name, (row.rank or 0) + (row.movement or 0), row.rank or 0, signed(row.movement, 0))
        for row in rows
    ]
    furthest = slopes[0]
    said = {"unit": furthest.name, "before": furthest.before, "after": furthest.after}
    finding = _("%(unit)s moved furthest: from rank %(before)s to %(after)s.") % said
    heads = (date_format(ranking.compared_with.moment, "j M"), _("now"))
    return charts.pair(finding, lambda width: charts.slope(slopes, heads=heads, title=finding, width=width))


def biggest_movers(ranking: Ranking) -> list[Row]:
    """Return the units with the largest movement, larger first."""
    moved = [row for row in ranking.ranked if row.movement]
    return sorted(moved, key=lambda row: (-abs(row.movement or 0), row.rank or 0, row.unit.name))[:MOST_MOVERS]


def layer_bar(row: Row, maximum: Fraction) -> str:
    """Draw a unit's three totals."""
    layers = Layers(row.result.verified, row.result.claimed, row.result.reachable)
    return charts.layer_bar(layers, maximum=round_half_up(maximum, 2))


def components(explanation: Explanation) -> Pair | None:
    """Draw what each component earned of what it can, None where a maximum or a score is unknown."""
    bars = []
    for section in explanation.sections:
        score, maximum = section.found.score, section.found.maximum
        if score is None or maximum is None:
            return None
        reachable = score + sum((leaf.recoverable for leaf in section.leaves), Fraction(0))
        text = f"{decimals(round_half_up(score, 2), 2)} / {words.number(maximum)}"
        bars.append(
            Bar(
                name=f"{section.node.code} {section.node.name}",
                value=round_half_up(score, 2),
                maximum=round_half_up(maximum, 2),
                text=text,
                reachable=round_half_up(min(reachable, maximum), 2),
            )
        )
    dearest = max(bars, key=lambda bar: bar.maximum - bar.value)
    finding = _("Most points are still missing in %(name)s: %(points)s.") % {
        "name": dearest.name,
        "points": decimals(dearest.maximum - dearest.value, 2),
    }
    if dearest.maximum == dearest.value:
        finding = _("Every component has all its points.")
    is_open = any(leaf.recoverable for section in explanation.sections for leaf in section.leaves)
    about = _("Filled: earned. Dashed: can still be won. Empty: out of reach in this cycle.") if is_open else ""
    return charts.pair(finding, lambda width: charts.component_bars(bars, title=finding, about=about, width=width))
