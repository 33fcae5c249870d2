"""The design language in a real browser: looks the same in both themes, accessible, and its components work."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import BrowserContext, Page, expect

from portal.accounts.models import User
from portal.units.models import Government
from tests.browser import design_urls
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens

pytestmark = pytest.mark.django_db(transaction=True)
component_pages = override_settings(ROOT_URLCONF="tests.browser.design_urls")


@pytest.fixture
def store() -> design_urls.Store:
    design_urls.store.__init__()  # type: ignore[misc]  # a fresh row for each test
    return design_urls.store


@both_screens
@pytest.mark.parametrize("address", ["/gaya/", "/akun/masuk/", "/akun/kata-sandi/lupa/"])
def test_page_is_accessible_and_fits(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("document.fonts.ready")

    assert page.evaluate("document.fonts.check('16px \"Source Sans 3 Variable\"')")
    assert_no_sideways_scroll(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    assert_accessible(page)


def test_demo_stripe_shows_on_demo_data(page: Page) -> None:
    Government.objects.create(code="19.99", name="Kota Uji", kind="city", is_home=True, is_demo=True)

    page.goto("/akun/masuk/")

    expect(page.get_by_text("DATA CONTOH")).to_be_visible()


def test_sign_in_refuses_and_admits(page: Page) -> None:
    User.objects.create_user("operator", password="kata-sandi-uji-1", display_name="Operator OPD")
    page.goto("/akun/masuk/")
    page.get_by_label("Nama pengguna").fill("operator")
    page.get_by_label("Sandi", exact=True).fill("salah")
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("alert")).to_be_focused()

    page.get_by_label("Sandi", exact=True).fill("kata-sandi-uji-1")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_label("Sandi", exact=True)).to_have_attribute("type", "text")


def test_theme_is_kept_and_does_not_flash(page: Page) -> None:
    page.goto("/gaya/")
    page.get_by_role("banner").get_by_text("Menu akun").locator("xpath=..").click()
    page.locator("details[data-menu]").get_by_role("button", name="Gelap").click()

    page.reload(wait_until="commit")
    page.wait_for_selector("body")

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 22, 28)"


def test_escape_closes_the_account_menu(page: Page) -> None:
    page.goto("/gaya/")
    menu = page.locator("details[data-menu]")
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")

    page.keyboard.press("Escape")

    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_dialog_opens_closes_and_is_accessible(page: Page) -> None:
    page.goto("/gaya/")
    page.get_by_role("button", name="Buka dialog").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert_accessible(page)

    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_drawer_opens_with_and_without_scripts(
    new_context: Callable[..., BrowserContext], has_scripts: bool, base_url: str
) -> None:
    phone = new_context(viewport={"width": 390, "height": 844}, java_script_enabled=has_scripts)
    page = phone.new_page()
    page.goto(f"{base_url}/gaya/")
    expect(page.get_by_role("link", name="Tugas saya")).to_be_hidden()

    page.get_by_role("button", name="Menu", exact=True).click()

    expect(page.get_by_role("link", name="Tugas saya")).to_be_visible()


@component_pages
def test_autosave_saves_once_for_each_change(page: Page, store: design_urls.Store) -> None:
    page.goto("/uji/")

    page.get_by_label("Nilai").press("End")
    page.get_by_label("Nilai").press_sequentially("2", delay=20)
    expect(page.get_by_text("Tersimpan")).to_be_visible()
    page.get_by_label("Nilai").blur()
    page.wait_for_timeout(900)

    assert [saved["value"] for saved in store.saves] == ["12"]
    assert (store.value, store.version) == ("12", 2)
    assert store.saves[0]["client"]
    assert store.saves[0]["submission"]


@component_pages
def test_autosave_never_touches_what_is_being_typed(page: Page, store: design_urls.Store) -> None:
    page.goto("/uji/")
    field = page.get_by_label("Nilai")
    field.fill("20")
    expect(page.get_by_text("Tersimpan")).to_be_visible()
    field.press("End")

    field.press_sequentially("345", delay=350)
    expect(field).to_have_value("20345")
    expect(field).to_be_focused()
    page.wait_for_timeout(900)

    assert store.value == "20345"
    assert [saved["version"] for saved in store.saves] == [str(number + 1) for number in range(len(store.saves))]


@component_pages
def test_refused_value_is_explained_and_kept(page: Page, store: design_urls.Store, console_errors: list[str]) -> None:
    page.goto("/uji/")

    page.get_by_label("Nilai").fill("x")

    expect(page.get_by_text("Tulis angka.")).to_be_visible()
    expect(page.get_by_label("Nilai")).to_have_value("x")
    console_errors.clear()


@component_pages
def test_conflict_shows_both_values_and_lets_choose(
    page: Page, store: design_urls.Store, console_errors: list[str]
) -> None:
    page.goto("/uji/")
    store.value, store.version = "7", 5

    page.get_by_label("Nilai").fill("9")
    expect(page.get_by_text("Konflik: orang lain menyimpannya lebih dulu")).to_be_visible()
    expect(page.get_by_text("Operator lain")).to_be_visible()
    expect(page.get_by_label("Nilai")).to_have_value("9")
    assert store.value == "7"
    console_errors.clear()
    assert_accessible(page)

    page.get_by_role("button", name="Simpan nilai saya").click()
    expect(page.get_by_text(re.compile(r"Tersimpan \d\d\.\d\d"))).to_be_visible()
    assert store.value == "9"


@component_pages
def test_typing_on_in_a_conflict_does_not_overwrite(
    page: Page, store: design_urls.Store, console_errors: list[str]
) -> None:
    page.goto("/uji/")
    store.value, store.version = "7", 5
    page.get_by_label("Nilai").fill("9")
    expect(page.get_by_text("Konflik")).to_be_visible()

    page.get_by_label("Nilai").fill("95")
    page.wait_for_timeout(900)

    assert store.value == "7"
    assert len(store.saves) == 2
    console_errors.clear()


@component_pages
def test_broken_line_keeps_the_form_and_sends_again(
    page: Page, store: design_urls.Store, console_errors: list[str]
) -> None:
    page.goto("/uji/")
    page.context.set_offline(True)
    page.get_by_label("Nilai").fill("42")
    expect(page.get_by_text("Belum terkirim")).to_be_visible()
    expect(page.get_by_label("Nilai")).to_have_value("42")

    page.context.set_offline(False)

    expect(page.get_by_text("Tersimpan")).to_be_visible(timeout=10_000)
    assert store.value == "42"
    console_errors.clear()


@component_pages
def test_server_failure_keeps_the_form_and_sends_again_as_the_same_change(
    page: Page, store: design_urls.Store, console_errors: list[str]
) -> None:
    page.goto("/uji/")
    store.broken = True
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.get_by_label("Nilai").fill("42")
    expect(page.get_by_text("Belum terkirim")).to_be_visible()

    store.broken = False

    # "Tersimpan di perangkat ini" is what the page says while it waits.
    expect(page.get_by_text(re.compile(r"Tersimpan \d"))).to_be_visible(timeout=10_000)
    submissions = {part for body in sent for part in body.split("&") if part.startswith("submission=")}
    assert len(sent) == 2
    assert len(submissions) == 1
    console_errors.clear()


@component_pages
def test_upload_shows_progress_and_adds_the_answer(page: Page, store: design_urls.Store, tmp_path: Path) -> None:
    bukti = tmp_path / "bukti.pdf"
    bukti.write_bytes(b"%PDF-1.7 " + b"0" * 1_500_000)
    page.goto("/uji/")
    devtools = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 20, "downloadThroughput": 1_000_000, "uploadThroughput": 600_000}
    devtools.send("Network.emulateNetworkConditions", slow)

    page.get_by_label("Pilih").set_input_files(bukti)

    expect(page.get_by_text("/dtk · sisa")).to_be_visible()
    assert_accessible(page)
    expect(page.locator("#files li")).to_have_text("bukti.pdf", timeout=15_000)
    expect(page.locator("[data-upload-list] li")).to_have_count(0)
    assert store.files == [("bukti.pdf", 1_500_009)]


@component_pages
def test_upload_can_be_cancelled(page: Page, store: design_urls.Store, tmp_path: Path) -> None:
    bukti = tmp_path / "bukti.pdf"
    bukti.write_bytes(b"0" * 1_900_000)
    page.goto("/uji/")
    devtools = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 20, "downloadThroughput": 1_000_000, "uploadThroughput": 100_000}
    devtools.send("Network.emulateNetworkConditions", slow)
    page.get_by_label("Pilih").set_input_files(bukti)
    expect(page.get_by_text("/dtk · sisa")).to_be_visible()

    page.get_by_role("button", name="Batal").click()

    expect(page.locator("[data-upload-list] li")).to_have_count(0)
    page.wait_for_timeout(300)
    assert store.files == []


@component_pages
def test_upload_refuses_in_words(
    page: Page, store: design_urls.Store, tmp_path: Path, console_errors: list[str]
) -> None:
    names = ["besar.pdf", "foto.png", "tolak.pdf"]
    for name, size in zip(names, [2_000_001, 10, 10], strict=True):
        (tmp_path / name).write_bytes(b"0" * size)
    page.goto("/uji/")

    page.get_by_label("Pilih").set_input_files([tmp_path / name for name in names])

    rows = page.locator("[data-upload-list] li")
    expect(rows.nth(0)).to_contain_text("Terlalu besar: paling besar 2 MB.")
    expect(rows.nth(1)).to_contain_text("Jenis berkas ini tidak diterima di sini.")
    expect(rows.nth(2)).to_contain_text("Ini bukan PDF.")
    assert store.files == []
    console_errors.clear()
