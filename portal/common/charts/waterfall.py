"""How a total came from one value to another, part by part."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.safestring import SafeString

from portal.common.charts.drawing import LARGE, Drawing, cut, width_of

_ROW = 34


@dataclass(frozen=True)
class Fall:
    """One step of the way: its name, how much it moved, and that in words."""

    name: str
    value: Fraction
    text: str


def waterfall(
    start: Fall, steps: Sequence[Fall], end: Fall, *, title: str, about: str = "", width: int = LARGE
) -> SafeString:
    """Draw both totals as bars, and each step between them where the one before it ended.

    A step down is hollow with a dashed edge, so that it differs from one up by more than its colour.
    """
    levels = [start.value]
    for step in steps:
        levels.append(levels[-1] + step.value)
    low, high = min(levels), max(levels)
    # The axis is cut below the lowest level: the steps are what is looked at, and the totals stand in words.
    low -= (high - low) / 4
    names = min(width * 45 // 100, int(max(width_of(fall.name) for fall in (start, *steps, end))) + 16)
    room = width - names - max(width_of(fall.text) for fall in (start, *steps, end)) - 12
    chart = Drawing(width, _ROW * (len(steps) + 2), title, about)

    def at(value: Fraction) -> float:
        return names + (room * float((value - low) / (high - low)) if high > low else 0)

    def row(number: int, fall: Fall, left: Fraction, right: Fraction, *, is_total: bool) -> None:
        top, is_down = number * _ROW, fall.value < 0
        chart.text(0, top + 21, cut(fall.name, names - 8), "ink", strong=is_total)
        long = max(at(right) - at(left), 2)
        if is_total:
            chart.rect(at(left), top + 8, long, 18, "axis", round_by=2)
        elif is_down:
            chart.rect(at(left), top + 8, long, 18, "surface", edge="ink", dash="3 2", round_by=2)
        else:
            chart.rect(at(left), top + 8, long, 18, "accent", round_by=2)
        chart.text(at(right) + 8, top + 21, fall.text, "ink", strong=is_total)

    row(0, start, low, start.value, is_total=True)
    for number, step in enumerate(steps, start=1):
        ends = sorted((levels[number - 1], levels[number]))
        chart.line(at(levels[number - 1]), number * _ROW - 8, at(levels[number - 1]), number * _ROW + 8, "axis")
        row(number, step, ends[0], ends[1], is_total=False)
    row(len(steps) + 1, end, low, end.value, is_total=True)
    return chart.svg()
