"""The line breaks, the page is opened anew, the server is killed, the session ends: no field typed is lost."""

import re
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from scorecards.entries.models import Mark, Window
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens
from tests.browser.server import RealServer, start_server
from tests.scorecards.entries.conftest import World, make_world
from tests.scorecards.entries.helpers import set_level

if TYPE_CHECKING:
    from portal.accounts.models import User

SignIn = Callable[[Page, "User"], None]
WAITING = "Tersimpan di perangkat ini, menunggu jaringan"
DRAFTS = """() => new Promise((done, fail) => {
    const request = indexedDB.open("rapor-kota", 1);
    request.onerror = () => fail(request.error);
    request.onsuccess = () => {
        const all = request.result.transaction("drafts").objectStore("drafts").getAll();
        all.onsuccess = () => done(all.result.map((one) => [one.name, one.value]));
    };
})"""


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
def server(world: World, tmp_path: Any) -> Iterator[RealServer]:
    """A web server in a process of its own, on the test's database; it may be killed."""
    running = start_server(tmp_path)
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def _breaks_are_meant(console_errors: list[str], context: BrowserContext) -> Iterator[None]:
    """Chromium logs every request that failed; those of these tests were meant."""
    yield
    meant = ("Failed to load resource", "htmx:error", "ERR_", "Failed to fetch")
    console_errors[:] = [text for text in console_errors if not any(sign in text for sign in meant)]


def open_entry(page: Page, world: World, at: str = "", code: str = "1.a") -> None:
    page.goto(f"{at}/kartu-skor/{world.scorecard.pk}/{code}/")


def note(page: Page) -> Any:
    return page.get_by_label("Penjelasan")


def saved(page: Page) -> None:
    expect(page.locator("#entry-answer-state")).to_contain_text(re.compile(r"Tersimpan \d\d\.\d\d"))


def drafts(page: Page) -> dict[str, str]:
    return dict(page.evaluate(DRAFTS))


def stored(world: World, code: str = "1.a") -> tuple[str, str]:
    mark = world.mark(code)
    return (mark.level, mark.note) if mark else ("", "")


@both_screens
def test_typed_without_network_then_closed_and_opened_again(
    operator: Page, world: World, context: BrowserContext
) -> None:
    open_entry(operator, world)
    context.set_offline(True)
    note(operator).fill("Diketik tanpa jaringan")
    operator.get_by_label("E Tidak ada").check()
    operator.locator(".check").nth(2).get_by_text("Terpenuhi", exact=True).click()
    banner = operator.locator("[data-waiting-offline]")
    expect(banner).to_contain_text(f"{WAITING} (3)")
    assert_accessible(operator)
    assert_no_sideways_scroll(operator)
    operator.close()
    context.set_offline(False)

    again = context.new_page()
    open_entry(again, world)

    expect(note(again)).to_have_value("Diketik tanpa jaringan")
    saved(again)
    assert stored(world) == ("E", "Diketik tanpa jaringan")
    assert stored(world, "1.a.3") == ("yes", "")
    expect(again.locator("[data-waiting-offline]")).to_be_hidden()
    again.wait_for_function(f"async () => (await ({DRAFTS})()).length === 0")


def test_what_waits_on_another_page_is_named_with_the_way_there(
    operator: Page, world: World, context: BrowserContext
) -> None:
    open_entry(operator, world)
    context.set_offline(True)
    note(operator).fill("Menunggu di 1.a")
    expect(operator.locator("[data-waiting-offline]")).to_contain_text(f"{WAITING} (1)")
    operator.evaluate("document.querySelector('form[data-autosave]').remove()")  # it sends nothing any more
    context.set_offline(False)
    operator.evaluate(
        """() => new Promise((done) => { const request = indexedDB.open("rapor-kota", 1); request.onsuccess = () => {
            const store = request.result.transaction("drafts", "readwrite").objectStore("drafts");
            store.getAll().onsuccess = (event) => { for (const one of event.target.result) {
                store.put({ ...one, at: one.at - 60000 }); } store.transaction.oncomplete = done; };
        }; })"""
    )

    operator.goto("/")
    link = operator.locator("[data-waiting-others] a")
    expect(link).to_have_count(1)
    assert_accessible(operator)
    link.click()

    saved(operator)
    assert stored(world)[1] == "Menunggu di 1.a"


def test_what_was_kept_meets_a_colleagues_change_and_both_values_are_shown(
    operator: Page, world: World, context: BrowserContext
) -> None:
    open_entry(operator, world)
    context.set_offline(True)
    note(operator).fill("Kalimat saya")
    expect(operator.locator("[data-waiting-offline]")).to_be_visible()
    operator.close()
    set_level(world.scorecard, "1.a", "D", world.head, "Kalimat kepala")
    context.set_offline(False)

    again = context.new_page()
    open_entry(again, world)

    state = again.locator("#entry-answer-state")
    expect(state).to_contain_text("Kalimat saya")
    expect(state).to_contain_text("Kalimat kepala")
    expect(note(again)).to_have_value("Kalimat saya")
    assert stored(world) == ("D", "Kalimat kepala")
    again.reload()
    expect(again.locator("#entry-answer-state")).to_contain_text("Kalimat saya")
    again.get_by_role("link", name="Pakai nilai tersimpan").click()
    expect(note(again)).to_have_value("Kalimat kepala")
    assert drafts(again) == {}


def test_an_invalid_value_is_kept_and_marked(operator: Page, world: World, context: BrowserContext) -> None:
    open_entry(operator, world)
    long = "x" * 4001
    operator.evaluate("document.querySelector('#entry-note').removeAttribute('maxlength')")

    note(operator).fill(long)

    expect(operator.locator("#entry-answer-state")).to_contain_text("Belum tersimpan")
    operator.reload()
    operator.evaluate("document.querySelector('#entry-note').removeAttribute('maxlength')")
    expect(note(operator)).to_have_value(long)
    expect(operator.locator("#entry-answer-state")).to_contain_text("Belum tersimpan")
    assert Mark.objects.count() == 0


def test_a_closed_window_throws_nothing_away(operator: Page, world: World, context: BrowserContext) -> None:
    open_entry(operator, world)
    context.set_offline(True)
    note(operator).fill("Terlambat terkirim")
    expect(operator.locator("[data-waiting-offline]")).to_be_visible()
    operator.close()
    Window.objects.update(opens_at="2020-01-01T00:00Z", closes_at="2020-01-02T00:00Z")
    context.set_offline(False)

    again = context.new_page()
    open_entry(again, world)

    expect(again.locator("[data-waiting-closed]")).to_contain_text("Terlambat terkirim")
    assert_accessible(again)
    again.get_by_role("button", name="Hapus dari perangkat ini").click()
    expect(again.locator("[data-waiting-closed]")).to_be_hidden()
    assert drafts(again) == {}


def test_signing_out_asks_first_and_then_leaves_nothing_behind(
    operator: Page, world: World, context: BrowserContext
) -> None:
    open_entry(operator, world)
    operator.route("**/jawaban/", lambda route: route.abort())
    note(operator).fill("Belum terkirim sama sekali")
    expect(operator.locator("#entry-answer-state")).to_contain_text("Belum terkirim")

    def leave() -> None:
        operator.locator(".menu summary").click()
        operator.locator(".menu").get_by_role("button", name="Keluar").click()

    leave()
    dialog = operator.get_by_role("dialog")
    expect(dialog).to_contain_text("Belum terkirim sama sekali")
    assert_accessible(operator)
    dialog.get_by_role("button", name="Tetap masuk").click()
    assert drafts(operator) == {"note": "Belum terkirim sama sekali"}
    operator.keyboard.press("Escape")
    leave()
    dialog.get_by_role("button", name="Keluar dan hapus").click()

    expect(operator.locator("#id_login")).to_be_visible()
    assert drafts(operator) == {}


def test_another_account_on_the_same_computer_finds_nothing(
    operator: Page, world: World, context: BrowserContext, sign_in: SignIn
) -> None:
    open_entry(operator, world)
    context.set_offline(True)
    note(operator).fill("Rahasia operator")
    expect(operator.locator("[data-waiting-offline]")).to_be_visible()
    operator.close()
    context.set_offline(False)
    Session.objects.all().delete()

    page = context.new_page()
    page.goto("/akun/masuk/")
    assert drafts(page) == {"note": "Rahasia operator"}, "the sign-in page alone removes nothing"
    sign_in(page, world.head)
    open_entry(page, world)

    expect(note(page)).to_have_value("")
    page.wait_for_function(f"async () => (await ({DRAFTS})()).length === 0")


@pytest.mark.services
def test_a_server_killed_while_saving_and_started_again_has_every_field(
    world: World, server: RealServer, page: Page, context: BrowserContext
) -> None:
    server.sign_in(page, world.operator)
    open_entry(page, world, server.url)
    note(page).press_sequentially("Satu dua ", delay=30)
    server.kill()
    note(page).press_sequentially("tiga empat", delay=30)
    page.get_by_label("E Tidak ada").check()
    expect(page.locator("#entry-answer-state")).to_contain_text("Belum terkirim")
    expect(page.locator("[data-waiting-offline]")).to_contain_text(WAITING)

    server.start()

    saved(page)
    assert stored(world) == ("E", "Satu dua tiga empat")


@pytest.mark.services
def test_a_server_killed_and_the_page_closed_meanwhile(
    world: World, server: RealServer, page: Page, context: BrowserContext
) -> None:
    server.sign_in(page, world.operator)
    open_entry(page, world, server.url)
    server.kill()
    note(page).fill("Diketik ketika server mati")
    expect(page.locator("#entry-answer-state")).to_contain_text("Belum terkirim")
    page.close()
    server.start()

    again = context.new_page()
    open_entry(again, world, server.url)

    saved(again)
    assert stored(world) == ("", "Diketik ketika server mati")


def test_a_save_that_was_stored_but_never_answered_is_no_conflict_after_a_reload(operator: Page, world: World) -> None:
    open_entry(operator, world)

    def lose_the_answer(route: Any) -> None:
        route.fetch()
        route.abort()

    operator.route("**/jawaban/", lose_the_answer, times=1)
    note(operator).fill("Sudah sampai")
    expect(operator.locator("#entry-answer-state")).to_contain_text("Belum terkirim")
    operator.route("**/jawaban/", lambda route: route.abort(), times=1)
    note(operator).fill("Sudah sampai, lalu ditambah")

    operator.reload()

    saved(operator)
    assert stored(world)[1] == "Sudah sampai, lalu ditambah"


def arrives(world: World, words: str) -> None:
    """Wait until the server holds these words."""
    end = time.monotonic() + 20
    while stored(world)[1] != words and time.monotonic() < end:
        time.sleep(0.1)
    assert stored(world)[1] == words


def sign_in_again(page: Page, user: "User", password: str) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Nama pengguna").fill(user.username)
    dialog.locator("input[name=password]").fill(password)
    dialog.get_by_role("button", name="Masuk dan lanjutkan").click()


def with_password(user: "User") -> "User":
    user.set_password("sandi-uji")
    user.save(update_fields=["password"])
    return user


@both_screens
def test_a_session_that_ends_is_renewed_over_the_page(operator: Page, world: World) -> None:
    open_entry(operator, world)
    Session.objects.all().delete()
    note(operator).fill("Diketik ketika sesi habis")
    dialog = operator.get_by_role("dialog")
    expect(dialog.get_by_label("Nama pengguna")).to_have_value(world.operator.username)
    assert_accessible(operator)
    assert_no_sideways_scroll(operator)

    sign_in_again(operator, world.operator, "salah")
    expect(dialog.get_by_role("alert")).to_be_visible()
    sign_in_again(operator, world.operator, "sandi-uji")

    expect(dialog).to_be_hidden()
    saved(operator)
    assert stored(world)[1] == "Diketik ketika sesi habis"
    note(operator).fill("Dan sesudahnya, dengan token baru")
    arrives(world, "Dan sesudahnya, dengan token baru")


def test_a_dialog_that_was_closed_opens_again_at_the_next_word(operator: Page, world: World) -> None:
    open_entry(operator, world)
    Session.objects.all().delete()
    note(operator).fill("Pertama")
    dialog = operator.get_by_role("dialog")
    expect(dialog.get_by_label("Nama pengguna")).to_be_visible()
    operator.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(operator.locator("#entry-answer-state")).to_contain_text("Anda sudah keluar")

    note(operator).fill("Pertama dan kedua")
    sign_in_again(operator, world.operator, "sandi-uji")

    saved(operator)
    assert stored(world)[1] == "Pertama dan kedua"


def test_signed_in_again_in_another_tab(operator: Page, world: World, context: BrowserContext) -> None:
    operator.context.clear_cookies()
    open_entry(operator, world)
    operator.get_by_label("Nama pengguna").fill(world.operator.username)
    operator.locator("input[name=password]").fill("sandi-uji")
    operator.get_by_role("button", name="Masuk", exact=True).click()
    expect(note(operator)).to_be_visible()
    Session.objects.all().delete()
    other = context.new_page()
    open_entry(other, world)
    other.get_by_label("Nama pengguna").fill(world.operator.username)
    other.locator("input[name=password]").fill("sandi-uji")
    other.get_by_role("button", name="Masuk", exact=True).click()
    expect(note(other)).to_be_visible()

    note(operator).fill("Di tab yang lama")

    saved(operator)
    assert stored(world)[1] == "Di tab yang lama"


def test_another_account_in_the_dialog_opens_the_page_anew_without_the_first_ones_words(
    operator: Page, world: World
) -> None:
    with_password(world.head)
    open_entry(operator, world)
    Session.objects.all().delete()
    note(operator).fill("Kata-kata operator")
    expect(operator.get_by_role("dialog")).to_be_visible()

    sign_in_again(operator, world.head, "sandi-uji")

    expect(note(operator)).to_have_value("")
    operator.wait_for_function(f"async () => (await ({DRAFTS})()).length === 0")
    assert stored(world) == ("", "")
