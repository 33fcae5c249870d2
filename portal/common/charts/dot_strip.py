"""All values on one line: how far apart they lie, and where the named ones stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from portal.common.charts.drawing import LARGE, SMALL, Drawing, Tone, width_of

_SIDE = 12
_LABEL = 19
_MOST_STACKED = 9


@dataclass(frozen=True)
class Dot:
    """One value; `text` is shown for it where it is given, and `is_ours` sets it off."""

    value: Decimal
    text: str = ""
    is_ours: bool = False


@dataclass(frozen=True)
class Mark:
    """A value that divides the line, such as the edge of a band."""

    value: Decimal
    text: str


def dot_strip(
    *,
    dots: Sequence[Dot],
    low: Decimal,
    high: Decimal,
    ends: tuple[str, str],
    marks: Sequence[Mark] = (),
    title: str,
    about: str = "",
    width: int = LARGE,
) -> SafeString:
    """Draw dots between `low` and `high` (`ends` are the texts of both), equal or near ones stacked."""
    radius = 5 if width <= SMALL else 6
    room = width - 2 * _SIDE

    def x(value: Decimal) -> float:
        return _SIDE + room * float((value - low) / (high - low))

    stacked = _stacked([(x(dot.value), dot) for dot in dots], radius)
    levels = _levels([(x(dot.value), dot.text) for dot in dots if dot.text], width)
    most = max((level for _, _, level in stacked), default=0)
    base = _LABEL * (1 + max((level for *_, level in levels), default=-1)) + (most + 1) * radius * 2 + 8
    chart = Drawing(width, base + 40, title, about)
    _marks(chart, [(x(mark.value), mark.text) for mark in marks if low < mark.value < high], base)
    chart.line(_SIDE, base, width - _SIDE, base, "axis")
    chart.text(_SIDE, base + 34, ends[0], "muted")
    chart.text(width - _SIDE, base + 34, ends[1], "muted", anchor="end")
    for px, centre, text, level in levels:
        at = _LABEL * (level + 1) - 5
        chart.line(px, at + 4, px, base - radius * 2, "line")
        chart.text(centre, at, text, "ink", anchor="middle", strong=True)
    for px, dot, level in stacked:
        tone: Tone = "accent" if dot.is_ours else "ink" if dot.text else "axis"
        chart.dot(px, base - radius - 1 - level * radius * 2, radius, tone)
    return chart.svg()


def _stacked(places: Sequence[tuple[float, Dot]], radius: float) -> list[tuple[float, Dot, int]]:
    """Lift a dot until it touches none; beyond the most levels they overlap, as more would say nothing."""
    set_down: list[tuple[float, Dot, int]] = []
    for px, dot in sorted(places, key=lambda place: place[0]):
        level = 0
        while level < _MOST_STACKED and any(abs(px - qx) < radius * 2 and level == up for qx, _, up in set_down):
            level += 1
        set_down.append((px, dot, level))
    return set_down


def _levels(labels: Sequence[tuple[float, str]], width: int) -> list[tuple[float, float, str, int]]:
    """Give each label the lowest line on which it has room."""
    set_down: list[tuple[float, float, str, int]] = []
    taken: list[tuple[float, float, int]] = []
    for px, text in sorted(labels):
        half = width_of(text) / 2 + 2
        centre = min(max(px, half), width - half)
        level = 0
        while any(level == up and centre - half < right and centre + half > left for left, right, up in taken):
            level += 1
        taken.append((centre - half, centre + half, level))
        set_down.append((px, centre, text, level))
    return set_down


def _marks(chart: Drawing, marks: Sequence[tuple[float, str]], base: float) -> None:
    for x, text in marks:
        chart.line(x, base - 6, x, base + 6, "axis")
        chart.text(x, base + 19, text, "muted", anchor="middle")
