"""What each part earned of what it can earn."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from portal.common.charts.drawing import LARGE, Drawing, cut, width_of

_ROW = 46


@dataclass(frozen=True)
class Bar:
    """One part: its points, the most that it can have, how far it could still get, and the points in words."""

    name: str
    value: Decimal
    maximum: Decimal
    text: str
    reachable: Decimal | None = None


def component_bars(bars: Sequence[Bar], *, title: str, about: str = "", width: int = LARGE) -> SafeString:
    """Draw a bar per part on one scale, so that lost points are as long as they are dear."""
    longest = max(bar.maximum for bar in bars)
    chart = Drawing(width, _ROW * len(bars), title, about)
    for row, bar in enumerate(bars):
        top = row * _ROW
        chart.text(0, top + 15, cut(bar.name, width - width_of(bar.text) - 16), "ink")
        chart.text(width, top + 15, bar.text, "ink", anchor="end", strong=True)

        def long(value: Decimal) -> float:
            return (width - 2) * float(value / longest)

        chart.rect(1, top + 23, long(bar.maximum), 12, "surface", edge="axis", round_by=2)
        if bar.reachable is not None and bar.reachable > bar.value:
            start = long(bar.value)
            chart.rect(1 + start, top + 23.5, long(bar.reachable) - start, 11, "soft", edge="accent", dash="2 2")
        chart.rect(1, top + 23, long(bar.value), 12, "accent", round_by=2)
    return chart.svg()
