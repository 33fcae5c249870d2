"""A report as a list of blocks: plain JSON, every number written already, for whatever kind of file is made of it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from portal.common.charts import Pair
from portal.common.templatetags.portal import decimals, signed

Block = dict[str, Any]
NOTHING = "\N{EN DASH}"


def heading(text: str, level: int = 2) -> Block:
    """Begin a chapter (2) or a section (3)."""
    return {"kind": "heading", "text": text, "level": level}


def paragraph(text: str) -> Block:
    """Say something."""
    return {"kind": "text", "text": text}


def finding(text: str) -> Block:
    """Say what matters most."""
    return {"kind": "finding", "text": text}


def bullets(items: Sequence[str]) -> Block:
    """List things."""
    return {"kind": "bullets", "lines": list(items)}


def facts(rows: Sequence[tuple[str, str]]) -> Block:
    """Name things and their values."""
    return {"kind": "facts", "rows": [list(row) for row in rows]}


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    strong: Sequence[int] = (),
    widths: Sequence[int] = (),
) -> Block:
    """Make a table, named by `caption` where no heading does it.

    The columns `numbers` stand to the right, the rows `strong` stand out, `widths` are percents.
    """
    return {
        "kind": "table",
        "caption": caption,
        "head": list(head),
        "rows": [list(row) for row in rows],
        "numbers": list(numbers),
        "strong": list(strong),
        "widths": list(widths),
    }


def chart(drawn: Pair | None) -> list[Block]:
    """Show a drawing with what it says; nothing where there is nothing to draw."""
    return [] if drawn is None else [{"kind": "chart", "text": drawn.finding, "svg": str(drawn.large)}]


def points(value: Decimal | None) -> str:
    """Write a score."""
    return NOTHING if value is None else decimals(value, 2)


def change(now: Decimal | None, before: Decimal | None) -> str:
    """Write what lies between two scores."""
    return NOTHING if now is None or before is None else signed(now - before)


def rank_range(rank: int | None, best: int | None, worst: int | None) -> str:
    """Write a rank and where it can still come to: 5 (3–8)."""
    if rank is None:
        return NOTHING
    return str(rank) if best is None or best == worst else f"{rank} ({best}\N{EN DASH}{worst})"


def state_of(*, is_final: bool) -> str:
    """Return whether figures can still move."""
    return _("official") if is_final else _("provisional")


def whole(value: Decimal) -> str:
    """Write a number without decimals."""
    return decimals(value, 0)


def moved(ranks: int | None) -> str:
    """Write how many ranks something rose (+) or fell (−)."""
    if ranks is None:
        return NOTHING
    return "=" if ranks == 0 else f"{'+' if ranks > 0 else '−'}{abs(ranks)}"
