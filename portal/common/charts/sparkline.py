"""A unit's ranks so far, as small as a word."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from portal.common.charts.drawing import Drawing

WIDTH, _HEIGHT = 64, 18


def sparkline(ranks: Sequence[int | None], *, width: int = WIDTH) -> SafeString:
    """Draw ranks from the oldest to now, better ones higher; nothing with fewer than two.

    Decorative: the row in which it stands says the ranks in words.
    """
    known = [rank for rank in ranks if rank is not None]
    if len(known) < 2:
        return SafeString()
    chart = Drawing(width, _HEIGHT, "", decorative=True)
    low, span = min(known), max(max(known) - min(known), 1)
    step = (width - 10) / (len(ranks) - 1)
    points = [(5 + step * place, 5 + 8 * (rank - low) / span) for place, rank in enumerate(ranks) if rank is not None]
    chart.path(points, "muted", width=1.5)
    chart.dot(*points[-1], 3.5, "accent")
    return chart.svg()
