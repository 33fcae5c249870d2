"""Uploads on bad lines: cut, paused, reloaded, killed, signed out; no byte is lost, and a deadline counts once."""

import base64
import hashlib
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Route, expect

from scorecards.entries.models import EvidenceLink, Receipt, Window
from scorecards.evidence.models import Upload
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens
from tests.browser.server import RealServer, start_server
from tests.browser.test_offline import sign_in_again, with_password
from tests.browser.uploading import KEPT, attached, choose, has_begun, open_entry, slow_down, wait_for
from tests.scorecards.entries.conftest import World, make_world
from tests.scorecards.evidence.pdfs import text_pdf

if TYPE_CHECKING:
    from portal.accounts.models import User

SignIn = Callable[[Page, "User"], None]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def operator(world: World, page: Page, sign_in: SignIn) -> Page:
    """A page on which the operator is signed in."""
    with_password(world.operator)
    sign_in(page, world.operator)
    return page


@pytest.fixture
def server(world: World, tmp_path: Path) -> Iterator[RealServer]:
    """A web server in a process of its own, on the test's database; it may be killed."""
    running = start_server(tmp_path)
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def _breaks_are_meant(console_errors: list[str], context: BrowserContext) -> Iterator[None]:
    """Chromium logs every request that failed; those of these tests were meant."""
    yield
    meant = ("Failed to load resource", "htmx:error", "ERR_", "Failed to fetch", "dynamically imported")
    console_errors[:] = [text for text in console_errors if not any(sign in text for sign in meant)]


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """A PDF of a few pieces."""
    path = tmp_path / "Laporan_2025.pdf"
    path.write_bytes(text_pdf(4000, "Laporan"))
    assert path.stat().st_size > 3 * 256 * 1024
    return path


@both_screens
def test_bar_receipt_pause_and_going_on(operator: Page, world: World, big: Path) -> None:
    open_entry(operator, world)
    slow_down(operator, 250_000)

    choose(operator, big)

    item = operator.locator("#evidence-upload .upload")
    expect(item.locator("[data-upload-receipt]")).to_contain_text(re.compile(r"Diterima .*\d\d\.\d\d\.\d\d, unggahan"))
    expect(item.locator("[data-upload-state]")).to_contain_text(re.compile(r"\d+\s?% · .*/dtk|\d+\s?% · .*/s"))
    assert_accessible(operator)
    assert_no_sideways_scroll(operator)
    wait_for(has_begun, "no piece arrived")
    item.get_by_role("button", name="Jeda").click()
    expect(item.locator("[data-upload-state]")).to_contain_text("Dijeda")
    time.sleep(0.5)
    held = Upload.objects.get().offset
    time.sleep(1)
    assert Upload.objects.get().offset == held < big.stat().st_size

    slow_down(operator, -1)
    item.get_by_role("button", name="Lanjutkan").click()

    attached(operator, big)
    operator.get_by_text("Tanda terima").click()
    expect(operator.locator(".receipt")).to_contain_text("Lengkap dan sudah dilampirkan")
    assert_accessible(operator)
    operator.locator(".receipt a").click()
    expect(operator.locator("main")).to_contain_text(hashlib.sha256(big.read_bytes()).hexdigest())
    assert_accessible(operator)
    assert_no_sideways_scroll(operator)
    address = operator.get_by_role("link", name="buka halaman pemeriksaannya").get_attribute("href")
    assert address is not None
    operator.goto(address[address.index("/tanda-terima/") :])
    expect(operator.locator("main")).to_contain_text("Asli")
    assert_accessible(operator)
    assert_no_sideways_scroll(operator)


def test_the_network_goes_in_the_middle_and_comes_back(operator: Page, world: World, big: Path) -> None:
    open_entry(operator, world)
    slow_down(operator)
    choose(operator, big)
    wait_for(has_begun, "no piece arrived")

    slow_down(operator, offline=True)
    state = operator.locator("#evidence-upload .upload [data-upload-state]")
    expect(state).to_contain_text("menunggu jaringan", timeout=40_000)
    expect(operator.locator("[data-waiting-offline]")).to_contain_text("menunggu jaringan (1)")
    before = Upload.objects.get().offset
    slow_down(operator, -1)

    attached(operator, big)
    assert 0 < before < big.stat().st_size
    assert Upload.objects.count() == 1


def test_chosen_without_network_at_all(operator: Page, world: World, context: BrowserContext, big: Path) -> None:
    open_entry(operator, world)
    context.set_offline(True)
    choose(operator, big)
    expect(operator.locator("#evidence-upload [data-upload-state]")).to_contain_text("menunggu jaringan")
    operator.close()
    context.set_offline(False)

    again = context.new_page()
    open_entry(again, world)

    attached(again, big)


def test_a_page_that_is_opened_again_goes_on_without_being_asked(
    operator: Page, world: World, context: BrowserContext, big: Path
) -> None:
    open_entry(operator, world)
    slow_down(operator)
    choose(operator, big)
    wait_for(has_begun, "no piece arrived")
    operator.close()
    before = Upload.objects.get().offset

    again = context.new_page()
    pieces: list[str] = []
    again.on("request", lambda request: pieces.append(request.method) if "/unggahan/" in request.url else None)
    open_entry(again, world)

    attached(again, big)
    assert pieces.count("PATCH") <= (big.stat().st_size - before) // (256 * 1024) + 1
    assert Upload.objects.count() == 1


def test_on_another_device_the_same_file_is_asked_for_and_goes_on(
    operator: Page, world: World, new_context: Callable[..., BrowserContext], sign_in: SignIn, big: Path
) -> None:
    open_entry(operator, world)
    slow_down(operator)
    choose(operator, big)
    wait_for(has_begun, "no piece arrived")
    operator.close()
    before = Upload.objects.get().offset
    other = new_context().new_page()
    sign_in(other, world.operator)
    open_entry(other, world)
    expect(other.locator(".receipts")).to_contain_text("pilih berkas yang sama lagi")
    pieces: list[str] = []
    other.on("request", lambda request: pieces.append(request.method) if "/unggahan/" in request.url else None)

    choose(other, big)

    attached(other, big)
    assert pieces.count("PATCH") <= (big.stat().st_size - before) // (256 * 1024) + 1
    assert Upload.objects.count() == 1


@pytest.mark.services
def test_a_server_killed_in_the_middle_and_started_again(
    world: World, server: RealServer, page: Page, big: Path
) -> None:
    server.sign_in(page, world.operator)
    open_entry(page, world, server.url)
    slow_down(page)
    choose(page, big)
    wait_for(has_begun, "no piece arrived")

    server.kill()
    expect(page.locator("#evidence-upload [data-upload-state]")).to_contain_text("menunggu jaringan", timeout=40_000)
    server.start()

    attached(page, big)
    assert Upload.objects.count() == 1


@pytest.mark.services
def test_typing_and_sending_when_server_and_page_go_both(
    world: World, server: RealServer, page: Page, context: BrowserContext, big: Path
) -> None:
    server.sign_in(page, world.operator)
    open_entry(page, world, server.url)
    slow_down(page)
    choose(page, big)
    wait_for(has_begun, "no piece arrived")
    server.kill()
    page.get_by_label("Penjelasan").fill("Diketik ketika server mati")
    expect(page.locator("#entry-answer-state")).to_contain_text("Belum terkirim")
    page.close()
    server.start()

    again = context.new_page()
    open_entry(again, world, server.url)

    attached(again, big)
    expect(again.get_by_label("Penjelasan")).to_have_value("Diketik ketika server mati")
    mark = world.mark("1.a")
    assert mark is not None
    assert mark.note == "Diketik ketika server mati"


def test_a_session_that_ends_in_the_middle(operator: Page, world: World, big: Path) -> None:
    open_entry(operator, world)
    slow_down(operator)
    choose(operator, big)
    wait_for(has_begun, "no piece arrived")
    Session.objects.all().delete()
    expect(operator.get_by_role("dialog")).to_be_visible()
    held = Upload.objects.get().offset

    sign_in_again(operator, world.operator, "sandi-uji")

    attached(operator, big)
    assert held < big.stat().st_size


def test_damaged_and_lost_pieces_are_sent_again(operator: Page, world: World, big: Path) -> None:
    open_entry(operator, world)
    turns = iter(range(1000))

    def disturb(route: Route) -> None:
        turn = next(turns)
        if route.request.method != "PATCH" or turn % 3 == 2:
            route.continue_()
        elif turn % 3 == 0:
            body = route.request.post_data_buffer or b""
            route.continue_(post_data=bytes([body[0] ^ 1]) + body[1:])
        else:
            route.fetch()
            route.abort()

    operator.route("**/bukti/unggahan/**", disturb)
    choose(operator, big)

    attached(operator, big)


def test_receipt_before_the_deadline_bytes_after_it(
    operator: Page, world: World, context: BrowserContext, big: Path
) -> None:
    open_entry(operator, world)
    operator.route("**/bukti/unggahan/**", lambda route: route.abort())
    choose(operator, big)
    receipt = operator.locator("[data-upload-receipt]")
    expect(receipt).to_contain_text("unggahan boleh selesai s.d.")
    operator.close()
    now = timezone.now()
    Window.objects.update(opens_at=now - timedelta(days=9), closes_at=now - timedelta(minutes=1), grace_minutes=60)
    Receipt.objects.update(given_at=now - timedelta(minutes=2), bytes_until=now + timedelta(minutes=59))

    again = context.new_page()
    open_entry(again, world)

    attached(again, big)
    assert Receipt.objects.get().attached_at is not None
    again.reload()
    expect(again.locator("#evidence-upload")).to_have_count(0)


def test_after_the_grace_it_is_refused_with_both_times(
    operator: Page, world: World, context: BrowserContext, big: Path
) -> None:
    open_entry(operator, world)
    operator.route("**/bukti/unggahan/**", lambda route: route.abort())
    choose(operator, big)
    expect(operator.locator("[data-upload-receipt]")).to_be_visible()
    now = timezone.now()
    Window.objects.update(opens_at=now - timedelta(days=9), closes_at=now - timedelta(hours=2), grace_minutes=60)
    Receipt.objects.update(given_at=now - timedelta(hours=3), bytes_until=now - timedelta(hours=1))
    operator.unroute("**/bukti/unggahan/**")

    failed = operator.locator("#evidence-upload .upload--failed")
    expect(failed).to_contain_text(re.compile(r"Terlambat: diterima .*, unggahan boleh selesai s\.d\."), timeout=60_000)
    assert EvidenceLink.objects.count() == 0


def test_wrong_bytes_are_refused_in_words(operator: Page, world: World, big: Path) -> None:
    open_entry(operator, world)

    def lie(route: Route) -> None:
        headers = dict(route.request.headers)
        other = base64.b64encode(b"0" * 64).decode()
        metadata = re.sub(r"sha256 [^,]+", f"sha256 {other}", headers["upload-metadata"])
        route.continue_(headers={**headers, "upload-metadata": metadata})

    operator.route("**/bukti/daftar/", lie)
    choose(operator, big)

    failed = operator.locator("#evidence-upload .upload--failed")
    expect(failed).to_contain_text("bukan isi berkas yang didaftarkan", timeout=40_000)
    assert EvidenceLink.objects.count() == 0


def test_several_files_each_get_their_receipt_before_the_first_is_through(
    operator: Page, world: World, tmp_path: Path
) -> None:
    open_entry(operator, world)
    slow_down(operator, 150_000)
    paths = []
    for number in range(3):
        paths.append(tmp_path / f"Dokumen {number}.pdf")
        paths[-1].write_bytes(text_pdf(2000 + number, f"Dokumen {number}"))

    choose(operator, *paths)

    expect(operator.locator("[data-upload-receipt]:visible")).to_have_count(3)
    assert Receipt.objects.count() == 3
    assert EvidenceLink.objects.count() == 0
    slow_down(operator, -1)
    expect(operator.locator("#evidence-list .proof")).to_have_count(3, timeout=40_000)


def test_cancelling_leaves_nothing_anywhere(operator: Page, world: World, big: Path) -> None:
    open_entry(operator, world)
    slow_down(operator)
    choose(operator, big)
    wait_for(has_begun, "no piece arrived")

    operator.locator("#evidence-upload .upload").get_by_role("button", name="Batal").click()

    wait_for(lambda: Upload.objects.get().state == Upload.State.DROPPED, "not cancelled")
    operator.wait_for_function(f"async () => (await ({KEPT})()) === 0")
    assert EvidenceLink.objects.count() == 0


def test_without_scripts_the_plain_form_uploads(
    world: World, new_context: Callable[..., BrowserContext], sign_in: SignIn, big: Path
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, world.operator)
    open_entry(page, world)
    page.locator("#evidence-upload [data-drop-zone] input").set_input_files(big)

    page.get_by_role("button", name="Unggah").click()

    expect(page.locator("#evidence-list .proof")).to_have_count(1)
