"""Ranks over several published rankings: a line per unit, rank 1 on top, those that moved most drawn in full."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from portal.common.charts.drawing import LARGE, SMALL, Drawing, Tone, cut

_ROW = 24
_TOP = 26
_LEFT = 14


@dataclass(frozen=True)
class BumpLine:
    """A unit's ranks from column to column; None where it had none. `is_strong` sets it off from the others."""

    name: str
    ranks: tuple[int | None, ...]
    is_strong: bool = False


def bump(
    lines: Sequence[BumpLine], *, heads: Sequence[str], title: str, about: str = "", width: int = LARGE
) -> SafeString:
    """Draw the lines; a gap stays a gap. Each ends at its last rank and its name."""
    names = 118 if width <= SMALL else 200
    step = (width - _LEFT - names) / max(len(heads) - 1, 1)
    ended = _ended(lines)
    most = max([rank for line in lines for rank in line.ranks if rank], default=1)
    chart = Drawing(width, _TOP + _ROW * max(most, *(level for _line, level in ended), 1), title, about)
    for column, head in enumerate(heads):
        chart.text(_LEFT + step * column, 13, head, "muted", anchor="middle" if column else "start")
    for line in sorted(lines, key=lambda one: one.is_strong):
        tone: Tone = "accent" if line.is_strong else "axis"
        run: list[tuple[float, float]] = []
        for column, rank in enumerate(line.ranks):
            if rank is None:
                run = []
                continue
            point = (_LEFT + step * column, _y(rank))
            chart.path([*run, point], tone, width=2.5 if line.is_strong else 1.25)
            chart.dot(*point, 4 if line.is_strong else 3, tone)
            run = [point]
    for line, level in ended:
        words = f"{line.ranks[-1]}  {line.name}"
        chart.text(width - names + 12, _y(level) + 4.5, cut(words, names - 12), "ink", strong=line.is_strong)
    return chart.svg()


def _ended(lines: Sequence[BumpLine]) -> list[tuple[BumpLine, int]]:
    """Give each name a line of its own: equal ranks leave free the ranks after them, where the others stand."""
    placed: list[tuple[BumpLine, int]] = []
    free = 1
    for line in sorted((one for one in lines if one.ranks[-1]), key=lambda one: (one.ranks[-1] or 0, one.name)):
        level = max(line.ranks[-1] or 0, free)
        placed.append((line, level))
        free = level + 1
    return placed


def _y(rank: int) -> float:
    return _TOP + _ROW * (rank - 1) + _ROW / 2
