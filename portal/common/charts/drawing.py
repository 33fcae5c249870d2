"""The pencil: SVG elements with literal colours, and numbers that no locale touches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LARGE = 576
SMALL = 326
"""The widths in CSS pixels for which charts are drawn: a card on a laptop, and on a phone of 390."""

FONT = "Source Sans 3 Variable, Source Sans 3, sans-serif"
TEXT = 13
GLYPH = 0.53
"""Mean width of a character in ems, to guess whether a text fits."""

Number = int | float | Decimal
Tone = Literal["ink", "muted", "line", "axis", "accent", "soft", "surface"]
Anchor = Literal["start", "middle", "end"]

_COLOURS: dict[Tone, str] = {
    "ink": "#1b2330",
    "muted": "#505b69",
    "line": "#dde2e8",
    "axis": "#8a94a0",
    "accent": "#14575b",
    "soft": "#e3efee",
    "surface": "#ffffff",
}


@dataclass(frozen=True)
class Pair:
    """One chart drawn twice; `finding` is what both say."""

    finding: str
    large: SafeString
    small: SafeString


def pair(finding: str, draw: Callable[[int], SafeString]) -> Pair:
    """Draw for both widths."""
    return Pair(finding, draw(LARGE), draw(SMALL))


def n(value: Number) -> str:
    """Write a coordinate: a point, at most two places, never a separator or an exponent."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def width_of(text: str, size: int = TEXT) -> float:
    """Guess how wide a text is, in pixels."""
    return len(text) * size * GLYPH


def cut(text: str, room: float, size: int = TEXT) -> str:
    """Shorten a text to the room there is."""
    if width_of(text, size) <= room:
        return text
    keep = max(int(room / (size * GLYPH)) - 1, 1)
    return text[:keep].rstrip() + "…"


@dataclass
class Drawing:
    """An SVG in the making; `title` is the finding and `about` how to read it."""

    width: int
    height: Number
    title: str
    about: str = ""
    decorative: bool = False
    _parts: list[str] = field(default_factory=list)

    def line(
        self,
        x1: Number,
        y1: Number,
        x2: Number,
        y2: Number,
        tone: Tone = "line",
        *,
        width: Number = 1,
        dash: str = "",
    ) -> None:
        """Draw a straight line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(f'<line x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}"{_stroke(tone, width)}{dashed}/>')

    def path(
        self, points: Sequence[tuple[Number, Number]], tone: Tone = "accent", *, width: Number = 2, dash: str = ""
    ) -> None:
        """Draw a line through points."""
        if len(points) < 2:
            return
        d = "M" + "L".join(f"{n(x)} {n(y)}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        # As attributes, for paper: without fill="none" the path would become a black area.
        self._parts.append(
            f'<path d="{d}" fill="none"{_stroke(tone, width)} stroke-linejoin="round" stroke-linecap="round"{dashed}/>'
        )

    def rect(
        self,
        x: Number,
        y: Number,
        width: Number,
        height: Number,
        fill: Tone,
        *,
        edge: Tone | None = None,
        dash: str = "",
        round_by: Number = 0,
        opacity: Number = 1,
    ) -> None:
        """Draw a rectangle; nothing when it has no width. `opacity` lightens its filling."""
        if width <= 0:
            return
        rx = f' rx="{n(round_by)}"' if round_by else ""
        stroke = f' stroke="{_COLOURS[edge]}" stroke-width="1"' if edge else ""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        clear = f' fill-opacity="{n(opacity)}"' if opacity != 1 else ""
        css = f"ch-f-{fill} ch-s-{edge}" if edge else f"ch-f-{fill}"
        self._parts.append(
            f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}"{rx} class="{css}" '
            f'fill="{_COLOURS[fill]}"{clear}{stroke}{dashed}/>'
        )

    def dot(self, x: Number, y: Number, radius: Number, fill: Tone = "accent", *, edge: Tone = "surface") -> None:
        """Draw a dot with an edge that sets it off from what is below."""
        self._parts.append(
            f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" class="ch-f-{fill} ch-s-{edge}" '
            f'fill="{_COLOURS[fill]}" stroke="{_COLOURS[edge]}" stroke-width="2"/>'
        )

    def diamond(self, x: Number, y: Number, radius: Number, fill: Tone = "ink") -> None:
        """Draw a diamond, so that a second kind of mark differs by shape."""
        px, py, r = float(x), float(y), float(radius)
        d = f"M{n(px)} {n(py - r)}L{n(px + r)} {n(py)}L{n(px)} {n(py + r)}L{n(px - r)} {n(py)}Z"
        self._parts.append(
            f'<path d="{d}" class="ch-f-{fill} ch-s-surface" fill="{_COLOURS[fill]}" '
            f'stroke="{_COLOURS["surface"]}" stroke-width="1.5"/>'
        )

    def text(
        self,
        x: Number,
        y: Number,
        words: str,
        tone: Tone = "ink",
        *,
        anchor: Anchor = "start",
        size: int = TEXT,
        strong: bool = False,
    ) -> None:
        """Write words; `y` is the base line."""
        weight = ' font-weight="650"' if strong else ""
        anchored = f' text-anchor="{anchor}"' if anchor != "start" else ""
        sized = f' font-size="{size}"' if size != TEXT else ""
        self._parts.append(
            f'<text x="{n(x)}" y="{n(y)}" class="ch-f-{tone}" fill="{_COLOURS[tone]}"{anchored}{sized}{weight}>'
            f"{escape(words)}</text>"
        )

    def svg(self) -> SafeString:
        """Return the markup."""
        size = f'viewBox="0 0 {n(self.width)} {n(self.height)}" width="{n(self.width)}" height="{n(self.height)}"'
        look = f'font-family="{FONT}" font-size="{TEXT}"'
        if self.decorative:
            head = f'<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" focusable="false" {size} {look}>'
        else:
            about = f"<desc>{escape(self.about)}</desc>" if self.about else ""
            head = (
                f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} {look}>'
                f"<title>{escape(self.title)}</title>{about}"
            )
        return mark_safe(head + "".join(self._parts) + "</svg>")  # noqa: S308  # every text was escaped above


def _stroke(tone: Tone, width: Number) -> str:
    return f' class="ch-s-{tone}" stroke="{_COLOURS[tone]}" stroke-width="{n(width)}"'
