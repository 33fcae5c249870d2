#!/usr/bin/env python3
"""Take the pictures of docs/ from a running demo: tools/screenshots.py ADDRESS [FOLDER] [--all].

Without --all only those that the README shows; with it every page of every role, on phone and laptop, light and dark.
"""

import argparse
import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.helpers import SCREENS, find_chromium  # noqa: E402  # after the path is set

PASSWORD = "contoh-rapor-kota"  # noqa: S105  # the demo's, printed on its sign-in page
README = {"walikota": ["/peringkat/dasbor/"]}
PAGES = {
    "walikota": ["/", "/peringkat/dasbor/", "/peringkat/opd/", "/peringkat/kota/", "/penghargaan/", "/unit/"],
    "operator.dinkes": ["/", "/kartu-skor/"],
    "kepala.dinkes": ["/"],
    "evaluator": ["/", "/penilaian/", "/penilaian/kemajuan/"],
    "panitia": ["/penghargaan/", "/piagam/"],
    "admin": ["/unit/", "/orang/", "/orang/baru/"],
}
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    """Sign in as each role and take its pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    screens, schemes = (("laptop", "phone"), ("light", "dark")) if options.all else (("laptop",), ("light",))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        for role, paths in (PAGES if options.all else README).items():
            for screen in screens:
                for scheme in schemes:
                    page = _signed_in(browser, options.address, role, screen, scheme)
                    for path in paths:
                        target = options.folder / _name(role, path, screen, scheme)
                        _take(page, options.address + path, target, full=options.all)
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


def _take(page: Page, address: str, target: Path, *, full: bool) -> None:
    response = page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=target, full_page=full)
    print(response.status if response else "?", address, target.name)


def _name(role: str, path: str, screen: str, scheme: str) -> str:
    place = re.sub(r"\W+", "-", path).strip("-") or "beranda"
    return f"{role}-{place}-{screen}-{scheme}.png"


if __name__ == "__main__":
    main()
