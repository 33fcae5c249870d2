"""From the rank that was published to the rank that is wanted, date by date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from portal.common.charts.drawing import LARGE, TEXT, Drawing, width_of

_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 18, 48, 26
_ROW = 27
_RADIUS = 10


@dataclass(frozen=True)
class PathPoint:
    """A rank at a day; `label` names the day on the axis."""

    day: date
    rank: int
    label: str


@dataclass(frozen=True)
class PathWords:
    """The words on the chart, in the reader's language."""

    published: str
    planned: str
    today: str


def target_path(
    *,
    planned: Sequence[PathPoint],
    published: Sequence[PathPoint],
    today: date,
    ranks: int,
    words: PathWords,
    title: str,
    about: str = "",
    width: int = LARGE,
) -> SafeString:
    """Draw the planned ranks (dashed, the last one filled) and the published ones (solid); rank 1 is on top.

    Both are in the order of their days, `planned` is not empty; `ranks` is the number of rows.
    """
    days = [point.day for point in (*planned, *published)]
    first, last = min(days), max(days)
    span = max((last - first).days, 1)
    height = _TOP + (ranks - 1) * _ROW + _BOTTOM + _RADIUS
    chart = Drawing(width, height, title, about)

    def x(day: date) -> float:
        room = width - _LEFT - _RIGHT - 2 * _RADIUS
        return _LEFT + _RADIUS + room * (day - first).days / span

    def y(rank: int) -> float:
        return _TOP + (rank - 1) * _ROW

    _rows(chart, ranks, y(1), width)
    if first <= today <= last:
        _today(chart, x(today), height, words.today)
    chart.path([(x(point.day), y(point.rank)) for point in published], "ink")
    # The plan begins where one stood.
    before = [point for point in published if point.day < planned[0].day][-1:]
    chart.path([(x(point.day), y(point.rank)) for point in (*before, *planned)], "accent", dash="5 4")
    for point in published:
        chart.dot(x(point.day), y(point.rank), _RADIUS, "ink")
        chart.text(x(point.day), y(point.rank) + 4.5, str(point.rank), "surface", anchor="middle", strong=True)
    for point in planned:
        _planned(chart, x(point.day), y(point.rank), point.rank, is_goal=point is planned[-1])
    _axis(chart, [(x(point.day), point.label) for point in (*published, *planned)], height - 6)
    _legend(chart, words)
    return chart.svg()


def _rows(chart: Drawing, ranks: int, top: float, width: int) -> None:
    for rank in range(1, ranks + 1):
        y = top + (rank - 1) * _ROW
        chart.line(_LEFT, y, width - _RIGHT, y)
        chart.text(_LEFT - 12, y + 4.5, str(rank), "muted", anchor="end")


def _today(chart: Drawing, x: float, height: float, word: str) -> None:
    chart.line(x, _TOP - _RADIUS - 2, x, height - _BOTTOM + 2, "axis", dash="2 3")
    half = width_of(word) / 2
    chart.text(min(max(x, _LEFT + half), chart.width - half), _TOP - _RADIUS - 6, word, "muted", anchor="middle")


def _planned(chart: Drawing, x: float, y: float, rank: int, *, is_goal: bool) -> None:
    chart.dot(x, y, _RADIUS, "accent" if is_goal else "surface", edge="surface" if is_goal else "accent")
    chart.text(x, y + 4.5, str(rank), "surface" if is_goal else "accent", anchor="middle", strong=True)


def _axis(chart: Drawing, labels: Sequence[tuple[float, str]], y: float) -> None:
    """Write the labels that have room: the last one first, as it is the goal, then from the left."""
    taken: list[tuple[float, float]] = []
    for x, label in sorted(labels, key=lambda place: (place != max(labels), place[0])):
        half = width_of(label) / 2
        centre = min(max(x, half), chart.width - half)
        if all(centre + half + 6 <= low or centre - half - 6 >= high for low, high in taken):
            taken.append((centre - half, centre + half))
            chart.text(centre, y, label, "muted", anchor="middle")


def _legend(chart: Drawing, words: PathWords) -> None:
    chart.dot(_LEFT + 5, 9, 5, "ink")
    chart.text(_LEFT + 15, 13.5, words.published, "muted")
    x = _LEFT + 15 + width_of(words.published, TEXT) + 18
    chart.dot(x, 9, 5, "surface", edge="accent")
    chart.text(x + 10, 13.5, words.planned, "muted")
