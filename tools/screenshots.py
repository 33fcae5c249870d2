#!/usr/bin/env python3
"""Take the pictures of docs/ from a running demo: tools/screenshots.py ADDRESS [FOLDER] [--all].

Without --all those that the documentation shows: what the leadership looks at, at four widths, light and dark, as WebP.
With it every page of every role from top to bottom, on phone and laptop, light and dark.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.helpers import SCREENS, find_chromium  # noqa: E402  # after the path is set

PASSWORD = "contoh-rapor-kota"  # noqa: S105  # the demo's, printed on its sign-in page
LEADER = "walikota"
YEAR = "SAKIP 2024"
"""The cycle of the demo that has published rankings."""

VIEWS = {390: 1500, 820: 1300, 1366: 1150, 1920: 1200}
DASHBOARD = {390: 3000, 820: 2000, 1366: 1500, 1920: 1450}
"""Height of the picture by width: the first view and a little more; of the dashboard down to the five matters."""

QUALITY = 66
PAGES = {
    LEADER: ["/", "/peringkat/dasbor/", "/peringkat/opd/", "/peringkat/kota/", "/penghargaan/", "/unit/"],
    "operator.dinkes": ["/", "/kartu-skor/"],
    "kepala.dinkes": ["/"],
    "evaluator": ["/", "/penilaian/", "/penilaian/kemajuan/"],
    "panitia": ["/penghargaan/", "/piagam/"],
    "admin": ["/unit/", "/orang/", "/orang/baru/"],
}
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    """Sign in and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        if options.all:
            _every_page(browser, options.address, options.folder)
        else:
            _documentation(browser, options.address, options.folder)


def _documentation(browser: Browser, address: str, folder: Path) -> None:
    page = _signed_in(browser, address, LEADER, "laptop", "light")
    for name, place in list(_places(page, address)):
        _open(page, place)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            for width, height in (DASHBOARD if name == "dasbor" else VIEWS).items():
                page.set_viewport_size({"width": width, "height": height})
                _keep(page.screenshot(), folder / f"{name}-{width}-{scheme}.webp")
    _open(page, f"{address}/peringkat/dasbor/")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1366, "height": 900})
    _keep(page.locator("section:has(> * > #parts-head)").screenshot(), folder / "dasbor-komponen-1366-light.webp")


def _places(page: Page, address: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the address of each page; those of one unit or cycle are found by following links."""
    yield "dasbor", f"{address}/peringkat/dasbor/"
    _open(page, f"{address}/peringkat/opd/")
    page.get_by_role("link", name=YEAR).click()
    yield "peringkat", page.url
    yield "banding", address + _link(page, "/banding/")
    unit = address + _link(page, "/peringkat/kartu/")
    yield "rincian", unit
    _open(page, unit)
    yield "rencana", address + _link(page, "/peringkat/rencana/")
    yield "rapat", f"{address}/peringkat/rapat/"


def _link(page: Page, part: str) -> str:
    """Return the last link of the page that holds `part`: of a ranking, that of the last unit."""
    return page.locator(f'main a[href*="{part}"]').last.get_attribute("href") or ""


def _every_page(browser: Browser, address: str, folder: Path) -> None:
    for role, paths in PAGES.items():
        for screen in ("laptop", "phone"):
            for scheme in ("light", "dark"):
                page = _signed_in(browser, address, role, screen, scheme)
                for path in paths:
                    _open(page, address + path)
                    page.screenshot(path=folder / _name(role, path, screen, scheme), full_page=True)
                page.context.close()


def _signed_in(browser: Browser, address: str, role: str, screen: str, scheme: str) -> Page:
    context = browser.new_context(
        **SCREENS[screen], color_scheme=scheme, locale="id-ID", timezone_id="Asia/Jakarta", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{address}/akun/masuk/")
    page.fill("#id_login", role)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_load_state("networkidle")
    return page


def _open(page: Page, address: str) -> None:
    response = page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    print(response.status if response else "?", address)


def _keep(picture: bytes, target: Path) -> None:
    Image.open(BytesIO(picture)).save(target, "WEBP", quality=QUALITY, method=6)


def _name(role: str, path: str, screen: str, scheme: str) -> str:
    place = re.sub(r"\W+", "-", path).strip("-") or "beranda"
    return f"{role}-{place}-{screen}-{scheme}.png"


if __name__ == "__main__":
    main()
