"""QR codes of addresses, as SVG."""

from typing import Literal

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_code(url: str, *, level: Literal["l", "m"] = "m") -> str:
    """Draw a QR code as an SVG in a data: address, with the quiet zone that scanners need.

    Level M stands some dirt. L is for long texts, whose squares would get too small to be read from paper.

    The mask is fixed, as searching for the best one costs more than all the rest of the drawing.
    """
    address: str = _code(url, level).svg_data_uri(border=4, dark="#000000", light="#ffffff", omitsize=True)
    return address


def qr_inline(url: str) -> SafeString:
    """Draw a QR code as an <svg> for a page; black on white in dark mode too, as scanners need it."""
    drawing: str = _code(url).svg_inline(border=4, dark="#000000", light="#ffffff", omitsize=True, svgclass="qr")
    return mark_safe(drawing)  # noqa: S308  # drawn here, and the address is no part of the markup


def _code(url: str, level: Literal["l", "m"] = "m") -> segno.QRCode:
    return segno.make(url, error=level, mask=3, micro=False, boost_error=False)
