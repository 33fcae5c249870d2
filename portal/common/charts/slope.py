"""Who moved: the rank before on the left, the rank now on the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from portal.common.charts.drawing import LARGE, SMALL, Drawing, Tone, cut

_ROW = 28
_TOP = 26


@dataclass(frozen=True)
class Slope:
    """One unit's two ranks, and the change in words."""

    name: str
    before: int
    after: int
    text: str


def slope(
    rows: Sequence[Slope], *, heads: tuple[str, str], title: str, about: str = "", width: int = LARGE
) -> SafeString:
    """Draw a line per unit; who rises is drawn in full, who falls dashed. Ranks that nobody holds are left out."""
    levels = {rank: level for level, rank in enumerate(sorted({rank for row in rows for rank in _ranks(row)}))}
    left, right = 30, 108 if width <= SMALL else 190
    chart = Drawing(width, _TOP + _ROW * _lines(rows, levels), title, about)
    chart.text(0, 13, heads[0], "muted")
    chart.text(right, 13, heads[1], "muted")
    for row, level in _placed(rows, levels):
        y1, y2 = _y(levels[row.before]), _y(level)
        tone: Tone = "accent" if row.after < row.before else "muted"
        chart.path([(left, y1), (right - 12, y2)], tone, dash="" if row.after < row.before else "4 4")
        chart.dot(left, y1, 4, tone)
        chart.dot(right - 12, y2, 4, tone)
        chart.text(left - 10, y1 + 4.5, str(row.before), "muted", anchor="end")
        words = f"{row.after}  {row.name}"
        chart.text(right, y2 + 4.5, cut(words, width - right - 8 - len(row.text) * 8), "ink")
        chart.text(width, y2 + 4.5, row.text, tone, anchor="end", strong=True)
    return chart.svg()


def _ranks(row: Slope) -> tuple[int, int]:
    return row.before, row.after


def _placed(rows: Sequence[Slope], levels: dict[int, int]) -> list[tuple[Slope, int]]:
    """Give units that share a rank now lines of their own, one below the other."""
    placed: list[tuple[Slope, int]] = []
    free = 0
    for row in sorted(rows, key=lambda one: (one.after, one.before, one.name)):
        level = max(levels[row.after], free)
        placed.append((row, level))
        free = level + 1
    return placed


def _lines(rows: Sequence[Slope], levels: dict[int, int]) -> int:
    return 1 + max(*levels.values(), *(level for _, level in _placed(rows, levels)), 0)


def _y(level: int) -> float:
    return _TOP + _ROW * level + _ROW / 2
