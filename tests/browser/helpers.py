"""What browser tests ask of every page."""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCREENS: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "laptop": {"viewport": {"width": 1366, "height": 768}},
}
"""Screens by name, as Playwright's options of a context; the fixture `screen` chooses one."""

both_screens = pytest.mark.parametrize("screen", ["phone", "laptop"], indirect=True)
"""Run the test on a phone and on a laptop: for what a finger and a mouse do differently, or where data is used up."""

_WIDTHS = (390, 820, 1366, 1920)
"""Phone, tablet, laptop and wall screen."""

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC_PROGRAMS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_RULES = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}
# A control half under a bar that sticks to the window's edge is no fault: one scrolls. So bars lie still meanwhile.
_LAY_BARS = """() => document.querySelectorAll("body *").forEach(each => {
    if (getComputedStyle(each).position === "sticky") { each.dataset.laid = ""; each.style.position = "static"; }
})"""
_LIFT_BARS = """() => document.querySelectorAll("[data-laid]").forEach(each => {
    delete each.dataset.laid; each.style.removeProperty("position");
})"""
_NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def find_chromium() -> str | None:
    """Return the program named by CHROMIUM, or the first one on this machine."""
    if os.environ.get("CHROMIUM"):
        return os.environ["CHROMIUM"]
    on_path = (shutil.which(name) for name in _PROGRAMS)
    return next(filter(None, on_path), None) or next((name for name in _MAC_PROGRAMS if Path(name).exists()), None)


def lacks_for_browser() -> str:
    """Return what to install before a browser test can run, or nothing."""
    if find_chromium() is None:
        return "no Chromium on this machine: apt install chromium, or name one in CHROMIUM"
    if sys.platform == "linux":
        try:
            ctypes.CDLL("libatomic.so.1")
        except OSError:
            return "Playwright's driver lacks a library on this machine: apt install libatomic1"
    return ""


def every_width(page: Page, *widths: int) -> Iterator[None]:
    """Give the page one width after the other: `for _ in every_width(page)`, on data that is made once."""
    for width in widths or _WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        yield


def assert_accessible(page: Page) -> None:
    """Fail on any fault that axe finds, in light and in dark."""
    page.evaluate("window.scrollTo(0, 0)")
    page.evaluate(_LAY_BARS)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_NEXT_FRAME)  # until then some elements still tell their colours of the other scheme
        violations = Axe().run(page, options=_RULES).response["violations"]
        told = [
            f"{fault['id']}: {fault['help']}\n    " + "\n    ".join(str(node["target"]) for node in fault["nodes"])
            for fault in violations
        ]
        assert not told, f"axe on {page.url}, {_width(page)} px ({scheme}):\n" + "\n".join(told)
    page.emulate_media(color_scheme="light")
    page.evaluate(_LIFT_BARS)


def assert_no_sideways_scroll(page: Page) -> None:
    """Fail when the page is wider than the screen, and name what sticks out."""
    page.wait_for_load_state()  # after a press the new page may have no element yet
    excess = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if excess > 0:
        wide = page.evaluate(
            "[...document.querySelectorAll('body *')]"
            ".filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)"
            ".slice(0, 5).map(e => e.outerHTML.slice(0, 90))"
        )
        raise AssertionError(f"{page.url}, {_width(page)} px, is {excess} px too wide because of:\n" + "\n".join(wide))


def _width(page: Page) -> int:
    return page.viewport_size["width"] if page.viewport_size else 0
