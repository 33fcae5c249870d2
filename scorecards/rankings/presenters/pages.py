"""What the templates of these pages are given, put together from what selectors found."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.common.charts import sparkline
from portal.common.csv import Cell
from portal.units.models import PeerGroup
from scorecards.domain.edition import Node
from scorecards.editions.models import Instrument
from scorecards.entries.models import Period
from scorecards.rankings.presenters import pictures, words
from scorecards.rankings.selectors import movement
from scorecards.rankings.selectors import position as positions
from scorecards.rankings.selectors.course import RankCourse
from scorecards.rankings.selectors.explanation import Explanation, Layer
from scorecards.rankings.selectors.published_ranking import Group, Published
from scorecards.rankings.selectors.ranking import Ranking, Row

if TYPE_CHECKING:
    pass

ENDS = 3
MOST_CHANGES = 6


def csv_head() -> list[str]:
    """Return the head of the download."""
    return [
        _("Rank"),
        _("Best rank"),
        _("Worst rank"),
        _("Unit"),
        _("Verified"),
        _("Claimed"),
        _("Reachable"),
        _("Band"),
        _("Marks fixed"),
        _("Marks in all"),
        _("Movement"),
    ]


def csv_row(row: Row) -> list[Cell]:
    """Return a row of the download."""
    result = row.result
    return [
        row.rank,
        row.best,
        row.worst,
        row.unit.name,
        row.verified,
        result.claimed,
        result.reachable,
        row.band,
        result.decided,
        result.entries,
        row.movement,
    ]


def target(found: Sequence[positions.Position], today: date, wanted: str) -> dict[str, Any]:
    """Return the path of one target: the wanted instrument's, else the first one's."""
    goals = [one.goal for one in found if one.goal is not None]
    goal = next((one for one in goals if one.target.instrument.code == wanted), goals[0] if goals else None)
    context: dict[str, Any] = {"goal": goal}
    if goal is not None:
        published = positions.published_path(goal)
        context["path"] = pictures.target_path(goal, published, today=today)
        context["published_path"] = published
        context["goal_tabs"] = [
            {
                "label": one.target.instrument.name,
                "url": f"?target={one.target.instrument.code}#target",
                "current": one is goal,
            }
            for one in goals
        ]
    return context


def summary(ranking: Ranking, course: RankCourse | None) -> dict[str, Any]:
    """Return a ranking in short: both ends, and how all lie between them; `course` are the published ranks so far."""
    ranked = ranking.ranked
    top, bottom = ranked[:ENDS], ranked[max(ENDS, len(ranked) - ENDS) :]
    return {
        "ranking": ranking,
        "top": _with_bars(ranking, top, course),
        "bottom": _with_bars(ranking, bottom, course),
        "distribution": pictures.distribution(ranking),
    }


def changes(ranking: Ranking) -> list[tuple[Row, str]]:
    """Return a sentence for each unit that changed its rank, the largest movement first."""
    compared = ranking.compared_with
    if compared is None:
        return []
    moved = pictures.biggest_movers(ranking)[:MOST_CHANGES]
    reasons = movement.decisions_since([row.scorecard.pk for row in moved], compared.moment)
    return [
        (row, words.moved(row, (row.rank or 0) + (row.movement or 0), reasons.get(row.scorecard.pk, ())))
        for row in moved
    ]


def group_tabs(request: HttpRequest, groups: Sequence[PeerGroup], current: PeerGroup | None) -> list[dict[str, Any]]:
    """Return a tab for all units and one for each peer group; other filters stay."""
    every = {"label": _("All units"), "url": _address(request, kelompok=""), "current": current is None}
    return [every, *_tabs(request, groups, current)]


def component_tabs(request: HttpRequest, components: Sequence[Node], current: Node | None) -> list[dict[str, Any]]:
    """Return a tab for the total and one for each component; other filters stay."""
    if not components:
        return []
    total = {"label": _("Total"), "url": _address(request, komponen=""), "current": current is None}
    return [
        total,
        *(
            {
                "label": f"{node.code} {node.name}",
                "url": _address(request, komponen=node.code),
                "current": current is not None and node.code == current.code,
            }
            for node in components
        ),
    ]


def tabs_of_file(request: HttpRequest, found: Published) -> list[dict[str, Any]]:
    """Return a tab for all units and one for each peer group of a published file."""
    every = {"label": _("All units"), "url": _address(request, kelompok=""), "current": found.group is None}
    return [every, *_tabs(request, found.groups, found.group)]


def region_tabs(request: HttpRequest, groups: Sequence[PeerGroup], current: PeerGroup) -> list[dict[str, Any]]:
    """Return a tab for each group of governments."""
    return _tabs(request, groups, current)


def choice_key(instrument: Instrument, period: Period) -> str:
    """Return how a published instrument and year is written in an address."""
    return f"{instrument.code}-{period.score_year}"


def explained(request: HttpRequest, found: Explanation) -> dict[str, Any]:
    """Return the arithmetic in words and the tabs of the layers."""
    labels = {Layer.VERIFIED: _("Verified"), Layer.CLAIMED: _("Claimed"), Layer.REACHABLE: _("Reachable")}
    return {
        "maximum": words.number(found.edition.maximum),
        "totals": [(labels[layer], total, layer == found.layer, f"?lapis={layer}") for layer, total in _totals(found)],
        "arithmetic": {line.node: words.arithmetic(line) for line in found.outcome.lines},
    }


def _totals(found: Explanation) -> list[tuple[Layer, Decimal | None]]:
    if found.result is None:
        return [(found.layer, found.outcome.total)]
    stored = found.result
    return [(Layer.VERIFIED, stored.verified), (Layer.CLAIMED, stored.claimed), (Layer.REACHABLE, stored.reachable)]


def _with_bars(
    ranking: Ranking, rows: Sequence[Row], course: RankCourse | None
) -> Sequence[tuple[Row, str, str, list[int]]]:
    """Return each row with its bar, its sparkline, and the published ranks that the line draws."""
    found = []
    for row in rows:
        ranks = course.of(row.scorecard.pk, row.rank) if course is not None else ()
        published = [rank for rank in ranks[:-1] if rank is not None]
        found.append((row, pictures.layer_bar(row, ranking.edition.maximum), sparkline(ranks), published))
    return found


def _tabs(
    request: HttpRequest, groups: Sequence[PeerGroup | Group], current: PeerGroup | Group | None
) -> list[dict[str, Any]]:
    return [
        {"label": group.name, "url": _address(request, kelompok=group.code), "current": group == current}
        for group in groups
    ]


def _address(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    for key, value in changed.items():
        if value:
            query[key] = value
        else:
            query.pop(key, None)
    return f"?{query.urlencode()}"
