"""Filling in SAKIP in a real browser: an operator with a PDF, a colleague on the same answer, the head who submits."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Page, Route, expect

from scorecards.entries import services
from scorecards.entries.models import Entry, EvidenceLink, Mark, Scorecard
from scorecards.reviews.services import send_back
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens
from tests.scorecards.entries.conftest import World, make_world
from tests.scorecards.entries.helpers import set_level
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
    sign_in(page, world.operator)
    return page


def open_entry(page: Page, world: World, code: str = "1.a") -> None:
    page.goto(f"/kartu-skor/{world.scorecard.pk}/{code}/")


def tick(page: Page, number: int, words: str = "Terpenuhi") -> None:
    page.locator(".check").nth(number - 1).get_by_text(words, exact=True).click()


def saved(page: Page) -> None:
    expect(page.locator("#entry-answer-state")).to_contain_text(re.compile(r"Tersimpan \d\d\.\d\d"))


@both_screens
def test_from_the_worklist_to_a_submitted_answer_with_its_page(
    operator: Page, world: World, sign_in: SignIn, tmp_path: Path
) -> None:
    page = operator
    page.goto("/")
    assert_accessible(page)
    page.get_by_role("link", name="Isi SAKIP 2025").click()
    expect(page).to_have_url(re.compile(r"/1\.a/$"))

    for number in range(1, 7):
        tick(page, number)
    live = page.locator("#entry-live")
    expect(live).to_contain_text("6 dari 6")
    expect(live).to_contain_text("BB")
    page.get_by_label("BB Memuaskan").check()
    expect(live).to_contain_text("4,80")
    page.get_by_label("Penjelasan").fill("Seluruh dokumen tersedia.")
    saved(page)
    expect(page.locator("#entry-state")).to_contain_text("Draf")

    file = tmp_path / "Renja_Dinkes_2025.pdf"
    file.write_bytes(text_pdf(5, "Renja 2025"))
    page.locator("#evidence-upload [data-drop-zone] input").set_input_files(file)
    page.get_by_role("link", name="Renja Dinkes 2025").click()
    expect(page.locator("[data-pdf-text]")).to_contain_text("Halaman 1 dari 5")
    for _turn in range(2):
        page.get_by_role("button", name="Halaman berikutnya").click()
    expect(page.locator("[data-pdf-text]")).to_contain_text("Halaman 3 dari 5")
    page.get_by_role("button", name="Tandai halaman ini").click()
    expect(page.locator("#evidence-list")).to_contain_text("halaman 3 dari 5")
    assert_accessible(page)
    assert_no_sideways_scroll(page)

    link = EvidenceLink.objects.get()
    assert (link.entry, link.page_from) == (world.entry("1.a"), 3)
    mark = world.mark("1.a")
    assert mark is not None
    assert (mark.level, mark.note) == ("BB", "Seluruh dokumen tersedia.")

    sign_in(page, world.head)
    page.goto(f"/kartu-skor/{world.scorecard.pk}/")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_role("link", name="Ajukan…").click()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_label("Saya mengetahui").check()
    page.get_by_role("button", name="Ajukan 1 sub-komponen").click()
    expect(page.get_by_role("status").first).to_contain_text("1 sub-komponen kini berada pada evaluator")
    assert world.entry("1.a").state == Entry.State.SUBMITTED
    assert Scorecard.objects.get(pk=world.scorecard.pk).status == Scorecard.Status.SUBMITTED

    open_entry(page, world)
    expect(page.locator("form[data-autosave]")).to_have_count(0)
    page.goto(f"/bukti/{link.revision_id}/?halaman=3")
    expect(page.locator("[data-pdf-text]")).to_contain_text("Halaman 3 dari 5")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.goto(f"/kartu-skor/{world.scorecard.pk}/1.a/riwayat/")
    assert_accessible(page)
    page.goto("/kartu-skor/")
    assert_accessible(page)
    assert_no_sideways_scroll(page)


@both_screens
def test_two_people_on_one_answer_lose_nothing(
    operator: Page, world: World, context: BrowserContext, console_errors: list[str]
) -> None:
    mine = operator
    open_entry(mine, world)
    set_level(world.scorecard, "1.a", "D", world.head, "Catatan kepala")

    mine.get_by_label("E Tidak ada").check()
    mine.get_by_label("Penjelasan").fill("Catatan saya yang panjang")

    state = mine.locator("#entry-answer-state")
    expect(state).to_contain_text("Catatan saya yang panjang")
    expect(state).to_contain_text("Catatan kepala")
    expect(state).to_contain_text(str(world.head))
    assert mine.get_by_label("Penjelasan").input_value() == "Catatan saya yang panjang"
    assert_accessible(mine)
    assert_no_sideways_scroll(mine)
    stored = world.mark("1.a")
    assert stored is not None
    assert stored.note == "Catatan kepala"

    state.get_by_role("button", name="Simpan nilai saya").click()
    saved(mine)
    stored = world.mark("1.a")
    assert stored is not None
    assert (stored.level, stored.note, stored.version) == ("E", "Catatan saya yang panjang", 2)
    _forget_refusals(console_errors)


@both_screens
def test_what_came_back_is_read_and_corrected(operator: Page, world: World, sign_in: SignIn) -> None:
    mark = set_level(world.scorecard, "1.a", "E", world.operator)
    services.submit(scorecard_id=world.scorecard.pk, by=world.head)
    send_back(
        entry_id=mark.entry_id, reason="Renja belum ditandatangani.", seen_version=mark.version, by=world.evaluator
    )

    operator.goto("/")
    expect(operator.locator(".task").first).to_contain_text("Renja belum ditandatangani.")
    assert_accessible(operator)
    operator.get_by_role("link", name="Perbaiki 1.a").click()
    expect(operator.locator("main")).to_contain_text("Renja belum ditandatangani.")
    assert_accessible(operator)
    assert_no_sideways_scroll(operator)
    operator.get_by_label("Penjelasan").fill("Renja bertanda tangan terlampir.")
    saved(operator)

    sign_in(operator, world.head)
    operator.goto(f"/kartu-skor/{world.scorecard.pk}/ajukan/")
    operator.get_by_label("Saya mengetahui").check()
    operator.get_by_role("button", name="Ajukan 1 sub-komponen").click()
    expect(operator.get_by_role("status").first).to_contain_text("1 sub-komponen kini berada pada evaluator")
    assert world.entry("1.a").state == Entry.State.RESUBMITTED
    corrected = world.mark("1.a")
    assert corrected is not None
    assert (corrected.level, corrected.note) == ("E", "Renja bertanda tangan terlampir.")


@both_screens
def test_a_bar_tells_how_far_an_upload_is(
    operator: Page, world: World, context: BrowserContext, tmp_path: Path
) -> None:
    open_entry(operator, world)
    file = tmp_path / "renja.pdf"
    file.write_bytes(text_pdf(1500))
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": file.stat().st_size / 3}
    context.new_cdp_session(operator).send("Network.emulateNetworkConditions", slow)

    operator.locator("#evidence-upload [data-drop-zone] input").set_input_files(file)

    under_way = "() => (bar => bar && bar.value > 0 && bar.value < 100)(document.querySelector('.upload progress'))"
    operator.wait_for_function(under_way)
    expect(operator.locator("#evidence-list")).to_contain_text("1 dokumen")


def test_the_stored_value_can_be_taken_instead(operator: Page, world: World, console_errors: list[str]) -> None:
    open_entry(operator, world)
    set_level(world.scorecard, "1.a", "D", world.head, "Catatan kepala")
    operator.get_by_label("E Tidak ada").check()

    operator.get_by_role("link", name="Pakai nilai tersimpan").click()

    expect(operator.get_by_label("Penjelasan")).to_have_value("Catatan kepala")
    expect(operator.get_by_label("D Sangat kurang")).to_be_checked()
    _forget_refusals(console_errors)


def test_two_people_on_two_criteria_do_not_disturb_each_other(operator: Page, world: World) -> None:
    open_entry(operator, world)
    set_level(world.scorecard, "1.a.2", "no", world.head)

    tick(operator, 3)
    saved(operator)

    assert dict(_checks(world)) == {"1.a.2": "no", "1.a.3": "yes"}


@both_screens
def test_a_broken_line_keeps_the_text_and_sends_it_later(
    operator: Page, world: World, context: BrowserContext, console_errors: list[str]
) -> None:
    open_entry(operator, world)
    context.set_offline(True)
    operator.get_by_label("Penjelasan").fill("Diketik tanpa jaringan")
    tick(operator, 3)
    expect(operator.locator("#entry-answer-state")).to_contain_text("Belum terkirim")

    context.set_offline(False)

    saved(operator)
    mark = world.mark("1.a")
    assert mark is not None
    assert mark.note == "Diketik tanpa jaringan"
    assert dict(_checks(world)) == {"1.a.3": "yes"}
    _forget_refusals(console_errors)


def test_a_reply_that_gets_lost_makes_neither_a_conflict_nor_a_second_version(
    operator: Page, world: World, console_errors: list[str]
) -> None:
    open_entry(operator, world)
    lost: list[APIResponse] = []

    def lose_first_reply(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())
            route.abort()

    operator.route("**/jawaban/", lose_first_reply)
    tick(operator, 3)
    expect(operator.locator("#entry-answer-state")).to_contain_text("Belum terkirim")
    tick(operator, 3, "Belum")

    saved(operator)
    assert dict(_checks(world)) == {"1.a.3": "no"}
    mark = world.mark("1.a.3")
    assert mark is not None
    assert mark.version == 2
    _forget_refusals(console_errors)


def test_keys_choose_a_grade_and_walk_on(operator: Page, world: World) -> None:
    open_entry(operator, world)
    operator.locator(".check input").first.focus()

    operator.keyboard.press("8")
    saved(operator)
    operator.keyboard.press("Alt+ArrowDown")
    expect(operator).to_have_url(re.compile(r"/1\.b/$"))
    operator.keyboard.press("Alt+ArrowUp")

    expect(operator.get_by_label("E Tidak ada")).to_be_checked()


def test_a_file_that_is_no_pdf_is_refused_in_words(
    operator: Page, world: World, tmp_path: Path, console_errors: list[str]
) -> None:
    open_entry(operator, world)
    file = tmp_path / "renja.pdf"
    file.write_bytes(b"<html>bukan pdf</html>")

    operator.locator("#evidence-upload [data-drop-zone] input").set_input_files(file)

    expect(operator.locator("#evidence-upload .upload")).to_contain_text("Ini bukan PDF")
    assert EvidenceLink.objects.count() == 0
    _forget_refusals(console_errors)


def test_detaching_is_undone_by_one_click(operator: Page, world: World, tmp_path: Path) -> None:
    open_entry(operator, world)
    file = tmp_path / "renja.pdf"
    file.write_bytes(text_pdf(2))
    operator.locator("#evidence-upload [data-drop-zone] input").set_input_files(file)
    operator.get_by_role("button", name="Lepas").click()
    expect(operator.locator("#evidence-list")).to_contain_text("0 dokumen")

    operator.get_by_role("button", name="Urungkan").click()

    expect(operator.locator("#evidence-list")).to_contain_text("1 dokumen")
    assert EvidenceLink.objects.count() == 1


def test_without_scripts_a_whole_answer_is_saved_by_its_button(
    world: World, new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, world.operator)
    open_entry(page, world)
    tick(page, 1)
    tick(page, 2, "Belum")
    page.get_by_label("E Tidak ada").check()
    page.get_by_label("Penjelasan").fill("Tanpa skrip")

    page.get_by_role("button", name="Simpan", exact=True).click()

    expect(page.get_by_label("Penjelasan")).to_have_value("Tanpa skrip")
    assert dict(_checks(world)) == {"1.a.1": "yes", "1.a.2": "no"}


def _checks(world: World) -> list[tuple[str, str]]:
    marks = Mark.objects.filter(entry__scorecard=world.scorecard, entry__node__kind="check")
    return list(marks.values_list("entry__node__code", "level"))


def _forget_refusals(console_errors: list[str]) -> None:
    """Chromium logs every answer of 4xx and every broken request; those were meant."""
    refusals = ("Failed to load resource", "htmx:error", "ERR_")
    meant = [text for text in console_errors if any(sign in text for sign in refusals)]
    console_errors[:] = [text for text in console_errors if text not in meant]
