"""Units against components: how much of each component's points a unit has, darker where more is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.safestring import SafeString

from portal.common.charts.drawing import LARGE, Drawing, cut

_ROW = 26
_TOP = 26
_STEPS = 5


@dataclass(frozen=True)
class HeatRow:
    """A unit with its share of each component, from 0 to 1; None where nothing is known. `texts` are the shares."""

    name: str
    shares: tuple[Fraction | None, ...]
    texts: tuple[str, ...]


def heatmap(
    rows: Sequence[HeatRow], *, heads: Sequence[str], title: str, about: str = "", width: int = LARGE
) -> SafeString:
    """Draw a cell for each unit and component; what is not known has a dashed edge and no shade.

    The number stands in each cell, so that the shade is never needed.
    """
    names = width * 0.36
    cell = (width - names) / max(len(heads), 1)
    chart = Drawing(width, _TOP + _ROW * len(rows), title, about)
    for column, head in enumerate(heads):
        chart.text(names + cell * (column + 0.5), 16, cut(head, cell - 4), "muted", anchor="middle")
    for line, row in enumerate(rows):
        y = _TOP + _ROW * line
        chart.text(0, y + 17.5, cut(row.name, names - 8))
        for column, (share, text) in enumerate(zip(row.shares, row.texts, strict=True)):
            x = names + cell * column
            if share is None:
                chart.rect(x + 1.5, y + 1.5, cell - 3, _ROW - 3, "surface", edge="axis", dash="3 3", round_by=2)
            else:
                chart.rect(x + 1, y + 1, cell - 2, _ROW - 2, "accent", opacity=shade(share), round_by=2)
            chart.text(x + cell / 2, y + 17.5, text, "muted" if share is None else "ink", anchor="middle")
    return chart.svg()


def shade(share: Fraction) -> Decimal:
    """Return how dark a cell is: five steps, light enough for the number on it even at the darkest."""
    step = min(int((1 - share) * _STEPS), _STEPS - 1)
    return Decimal(step) / 10
