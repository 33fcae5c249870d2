"""Icons as inline SVG, read once from static/icons."""

import re
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.env import BASE_DIR

FOLDERS = (BASE_DIR / "static" / "icons" / "own", BASE_DIR / "static" / "icons" / "lucide")
BODY = re.compile(r"<svg[^>]*>(?P<body>.*)</svg>", re.DOTALL)
VIEW_BOX = re.compile(r'viewBox="(?P<box>[^"]+)"')
STROKE = 'fill="none" stroke="{}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'


class UnknownIcon(LookupError):
    """The name has no file in static/icons; add it to vendor.lock or to static/icons/own."""


@lru_cache(maxsize=256)
def drawing(name: str) -> tuple[str, str]:
    """Return an icon's view box and the markup inside its <svg>."""
    for folder in FOLDERS:
        path = folder / f"{name}.svg"
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            body, box = BODY.search(text), VIEW_BOX.search(text)
            if body and box:
                return box["box"], " ".join(body["body"].split())
    raise UnknownIcon(name)


def icon_svg(name: str, *, label: str = "", color: str = "currentColor", css_class: str = "") -> SafeString:
    """Return an icon as <svg>; with a label it is an image, without one it is decoration.

    WeasyPrint draws currentColor black, so documents for it pass a literal colour.
    """
    box, body = drawing(name)
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" viewBox="{}" width="18" height="18" {} {}>{}</svg>',
        f" {css_class}" if css_class else "",
        box,
        format_html(STROKE, color),
        meaning,
        mark_safe(body.replace("currentColor", color)),  # noqa: S308  # our own files; colour is the caller's literal
    )
