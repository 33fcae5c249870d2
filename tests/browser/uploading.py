"""What browser tests of uploads share: choosing files, slow and broken lines, and waiting for what arrives."""

import time
from collections.abc import Callable
from pathlib import Path
from weakref import WeakKeyDictionary

from playwright.sync_api import CDPSession, Locator, Page, expect

from portal.common import files
from scorecards.entries.models import EvidenceLink
from scorecards.evidence.models import Upload
from tests.scorecards.entries.conftest import World

SLOW = 400_000
SESSIONS: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()
KEPT = """() => new Promise((done) => { const request = indexedDB.open("rapor-kota", 1); request.onsuccess = () => {
    request.result.transaction("files").objectStore("files").count().onsuccess = (event) => done(event.target.result);
}; })"""


def open_entry(page: Page, world: World, at: str = "") -> None:
    page.goto(f"{at}/kartu-skor/{world.scorecard.pk}/1.a/")


def choose(page: Page, *paths: Path) -> None:
    page.locator("#evidence-upload [data-drop-zone] input").set_input_files(list(paths))


def slow_down(page: Page, bytes_a_second: int = SLOW, *, offline: bool = False) -> None:
    """Make the line slow, or cut it. Each page has one session for it: of several, any slow one would count."""
    if page not in SESSIONS:
        SESSIONS[page] = page.context.new_cdp_session(page)
    limits = {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second}
    SESSIONS[page].send("Network.emulateNetworkConditions", limits)


def drag(page: Page, at: Locator, *paths: Path, let_go: bool = True) -> None:
    """Drag files from the desktop to the middle of an element, as trusted events of the browser itself."""
    at.scroll_into_view_if_needed()
    box = at.bounding_box()
    assert box is not None
    dragged = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", *(["drop"] if let_go else [])):
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": dragged})
    session.detach()


def wait_for(ready: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 30
    while not ready():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def has_begun() -> bool:
    """Some pieces have arrived, not all."""
    upload = Upload.objects.order_by("-pk").first()
    return upload is not None and 0 < upload.offset < upload.size


def attached(page: Page, path: Path, count: int = 1) -> None:
    """The page says so, and the stored bytes are those of the file."""
    expect(page.locator("#evidence-list .proof")).to_have_count(count, timeout=40_000)
    link = EvidenceLink.objects.order_by("-pk").first()
    assert link is not None
    assert files.read(link.revision.file.sha256) == path.read_bytes()
    expect(page.locator("#evidence-upload .upload")).to_have_count(0)
    page.wait_for_function(f"async () => (await ({KEPT})()) === 0")
