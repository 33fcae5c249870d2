"""Units against components: the drawing, its finding in words, the ten weakest places, and the table behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from portal.common import charts
from portal.common.charts import HeatRow
from scorecards.domain.edition import Node
from scorecards.rankings.selectors.components import Share, components_of, shares_of
from scorecards.rankings.selectors.inputs import Inputs
from scorecards.rankings.selectors.ranking import Ranking, Row

MOST_DRAWN = 30
MOST_WEAKEST = 10


@dataclass(frozen=True)
class Weak:
    """A place where a unit has little of a component's points."""

    row: Row
    node: Node
    share: Share
    text: str


def parts(ranking: Ranking, inputs: Mapping[int, Inputs]) -> dict[str, Any]:
    """Return what the card shows: nothing where the total has one part only or nobody has a mark.

    Drawn are the units in the order of their ranks; of many only the last ones, while the table has all.
    """
    nodes = components_of(ranking.edition)
    cards = [row.scorecard.pk for row in ranking.rows]
    shares = shares_of(ranking.edition, {card: inputs[card] for card in cards}) if nodes else {}
    weak = _weakest(ranking.rows, nodes, shares)
    if not weak:
        return {"part_rows": []}
    rows = [(row, [(share, _told(share)) for share in shares[row.scorecard.pk]]) for row in ranking.rows]
    drawn = [
        HeatRow(
            row.unit.short_name, tuple(share.earned for share, _text in cells), tuple(text for _share, text in cells)
        )
        for row, cells in rows[-MOST_DRAWN:]
    ]
    finding = _finding(nodes, shares, weak[0])
    about = _(
        "Numbers are per cent of a component's points that are verified; the stronger the colour, the more is missing."
    )
    heads = [f"{node.code} {node.name}" for node in nodes]
    return {
        "finding": finding,
        "about": about,
        "heatmap": charts.heatmap(drawn, heads=heads, title=finding, about=about),
        "drawn": len(drawn),
        "part_rows": rows,
        "part_nodes": nodes,
        "weakest": weak[:MOST_WEAKEST],
    }


def _weakest(rows: Sequence[Row], nodes: Sequence[Node], shares: dict[int, tuple[Share, ...]]) -> list[Weak]:
    """Return the known places, the smallest share first."""
    found = [
        Weak(row, node, share, _told(share))
        for row in rows
        for node, share in zip(nodes, shares[row.scorecard.pk] if shares else (), strict=False)
        if share.earned is not None
    ]
    return sorted(found, key=lambda one: (one.share.earned, one.row.unit.name.lower(), one.node.code))


def _finding(nodes: Sequence[Node], shares: dict[int, tuple[Share, ...]], weakest: Weak) -> str:
    """Return which component the units have least of, and where it is least of all."""
    means = []
    for place, node in enumerate(nodes):
        known = [found[place] for found in shares.values() if found[place].earned is not None]
        if known:
            mean = sum((share.earned or Fraction(0) for share in known), Fraction(0)) / len(known)
            means.append((mean, node, any(share.is_open for share in known)))
    mean, node, is_open = min(means, key=lambda one: (one[0], one[1].code))
    said = {
        "component": f"{node.code} {node.name}",
        "mean": _told(Share(mean, is_open)),
        "unit": weakest.row.unit.short_name,
        "part": f"{weakest.node.code} {weakest.node.name}",
        "share": weakest.text,
    }
    return (
        _(
            "Units have least of %(component)s: %(mean)s %% on average. "
            "The lowest is %(unit)s in %(part)s: %(share)s %%."
        )
        % said
    )


def _told(share: Share) -> str:
    if share.percent is None:
        return _("none yet")
    return f"≥ {share.percent}" if share.is_open else str(share.percent)
