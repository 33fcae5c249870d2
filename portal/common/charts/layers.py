"""Three numbers in one bar: what is verified, what could still be reached, and what is claimed."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from portal.common.charts.drawing import Drawing

WIDTH = 168
_HEIGHT = 18


@dataclass(frozen=True)
class Layers:
    """Totals of one scorecard; None where there is none."""

    verified: Decimal | None
    claimed: Decimal | None
    reachable: Decimal | None


def layer_bar(layers: Layers, *, maximum: Decimal, width: int = WIDTH) -> SafeString:
    """Draw verified as a filled bar, reachable as its dashed continuation, claimed as a diamond.

    Decorative: the row in which it stands shows the three numbers.
    """
    chart = Drawing(width, _HEIGHT, "", decorative=True)
    room = width - 12

    def x(value: Decimal) -> float:
        return 6 + room * float(value / maximum)

    chart.line(6, 9, 6 + room, 9)
    if layers.reachable is not None:
        start = x(layers.verified or Decimal(0))
        chart.rect(start, 4.5, x(layers.reachable) - start, 9, "soft", edge="accent", dash="2 2")
    if layers.verified is not None:
        chart.rect(6, 4, x(layers.verified) - 6, 10, "accent", round_by=1)
    if layers.claimed is not None:
        chart.diamond(x(layers.claimed), 9, 6)
    return chart.svg()
