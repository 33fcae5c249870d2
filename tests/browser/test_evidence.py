"""Evidence in a real browser: how many presses it takes, what is offered, and documents asked of another unit."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from scorecards.entries.models import EvidenceLink
from scorecards.evidence.models import Document
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens
from tests.browser.uploading import drag
from tests.scorecards.entries.conftest import World, make_world
from tests.scorecards.evidence.helpers import register, register_file
from tests.scorecards.evidence.pdfs import text_pdf
from tests.scorecards.evidence.pictures import picture

if TYPE_CHECKING:
    from portal.accounts.models import User

SignIn = Callable[[Page, "User"], None]

COUNT = "window.presses = 0; document.addEventListener('click', (event) => { window.presses += event.isTrusted }, true)"


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def open_entry(page: Page, world: World, code: str) -> None:
    page.goto(f"/kartu-skor/{world.scorecard.pk}/{code}/")
    page.evaluate(COUNT)


def presses(page: Page) -> int:
    return int(page.evaluate("window.presses"))


def test_a_known_document_is_attached_by_one_press_when_it_is_asked_for_and_by_two_otherwise(
    page: Page, world: World, sign_in: SignIn
) -> None:
    for title in ("Renja Dinkes 2025", *(f"Arsip {number}" for number in range(8))):
        register(world.operator, world.unit, title)
    sign_in(page, world.operator)
    open_entry(page, world, "1.a")

    page.get_by_role("button", name="Pakai Renja Dinkes 2025").click()
    expect(page.locator("#evidence-list")).to_contain_text("1 dokumen")
    assert presses(page) == 1

    page.get_by_text("8 dokumen lain di register").click()
    page.get_by_role("button", name="Pakai Arsip 3").click()
    expect(page.locator("#evidence-list")).to_contain_text("2 dokumen")
    assert presses(page) == 3


def test_a_new_file_takes_one_drag_and_no_press(page: Page, world: World, sign_in: SignIn, tmp_path: Path) -> None:
    sign_in(page, world.operator)
    open_entry(page, world, "1.a")
    file = tmp_path / "Renja_2025.pdf"
    file.write_bytes(text_pdf(3, "Renja 2025"))

    drag(page, page.locator("[data-drop-zone]"), file)

    expect(page.locator("#evidence-list")).to_contain_text("1 dokumen")
    expect(page.locator("#evidence-list")).to_contain_text("Renja 2025")
    assert presses(page) == 0


@both_screens
def test_a_report_is_offered_elsewhere_and_attached_to_all_by_one_press(
    page: Page, world: World, sign_in: SignIn
) -> None:
    register(world.operator, world.unit, "LKjIP Dinkes 2024")
    Document.objects.update(covers_from=date(2024, 1, 1), covers_to=date(2024, 12, 31))
    sign_in(page, world.operator)
    open_entry(page, world, "3.a")
    if page.get_by_role("link", name="Bukti", exact=True).first.is_visible():
        page.get_by_role("link", name="Bukti", exact=True).first.scroll_into_view_if_needed()

    page.get_by_role("button", name="Pakai LKjIP Dinkes 2024").click()
    expect(page.locator("#evidence-list")).to_contain_text("juga membuktikan 6 sub-komponen lain")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.get_by_role("button", name="Tautkan ke semua").click()

    expect(page.locator("#evidence-list")).not_to_contain_text("juga membuktikan")
    assert EvidenceLink.objects.count() == 7


@both_screens
def test_the_register_its_documents_and_requests_hold_together(page: Page, world: World, sign_in: SignIn) -> None:
    register(world.operator, world.unit, "Renja Dinkes 2025")
    register_file(world.operator, world.unit, "Foto rapat", "foto.png", picture(size=(900, 600)))
    sign_in(page, world.operator)
    page.goto("/bukti/?cari=renja")
    expect(page.get_by_role("link", name="Renja Dinkes 2025")).to_be_visible()
    expect(page.get_by_role("link", name="Foto rapat")).to_have_count(0)

    for address in ("/bukti/", "/bukti/tambah/", "/bukti/permintaan/", "/bukti/permintaan/baru/"):
        page.goto(address)
        assert_no_sideways_scroll(page)
        assert_accessible(page)
    page.goto("/bukti/")
    page.get_by_role("link", name="Foto rapat").click()
    shown = page.get_by_role("img", name="Gambar: Foto rapat")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 900
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_a_document_of_another_unit_is_asked_for_granted_and_used(page: Page, world: World, sign_in: SignIn) -> None:
    register(world.other, world.other_unit, "Pohon kinerja Dinsos")
    sign_in(page, world.operator)
    page.goto("/bukti/permintaan/baru/")
    page.get_by_label("Minta kepada").select_option(label="Dinas Sosial")
    page.get_by_label("Dokumen apa, dan untuk apa").fill("Pohon kinerja, untuk 1.a")
    page.get_by_role("button", name="Minta", exact=True).click()
    expect(page).to_have_url(re.compile(r"/bukti/permintaan/\d+/$"))

    page.context.clear_cookies()
    sign_in(page, world.other)
    page.goto("/")
    page.get_by_role("link", name="Dinas Kesehatan meminta dokumen").first.click()
    page.get_by_label("Pohon kinerja Dinsos").check()
    page.get_by_role("button", name="Izinkan memakainya").click()
    expect(page.locator("main")).to_contain_text("Diizinkan oleh")
    assert_accessible(page)

    page.context.clear_cookies()
    sign_in(page, world.operator)
    open_entry(page, world, "1.a")
    page.get_by_role("button", name="Pakai Pohon kinerja Dinsos").click()
    expect(page.locator("#evidence-list")).to_contain_text("1 dokumen")


def test_a_picture_is_shown_in_the_viewer_beside_the_answer(
    page: Page, world: World, sign_in: SignIn, tmp_path: Path
) -> None:
    file = tmp_path / "Tangkapan_layar.png"
    file.write_bytes(picture(size=(600, 400)))
    sign_in(page, world.operator)
    open_entry(page, world, "1.a")

    page.locator("#evidence-upload [data-drop-zone] input").set_input_files(file)
    page.get_by_role("link", name="Tangkapan layar").first.click()

    expect(page.locator("#entry-viewer canvas")).to_be_visible()
    expect(page.locator("#entry-viewer [data-pdf-count]")).to_have_text("1")
