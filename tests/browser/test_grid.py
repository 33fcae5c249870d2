"""A whole scorecard in a real browser: the table by keys and by paste, and Excel there and back."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from scorecards.entries.models import Mark
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens
from tests.scorecards.entries.conftest import World, make_world
from tests.scorecards.entries.helpers import set_level
from tests.scorecards.imports.sheets import filled

if TYPE_CHECKING:
    from portal.accounts.models import User

SignIn = Callable[[Page, "User"], None]
PASTE = """text => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def operator(world: World, page: Page, sign_in: SignIn) -> Page:
    """A page on which the operator is signed in."""
    sign_in(page, world.operator)
    return page


def open_grid(page: Page, world: World) -> None:
    page.goto(f"/kartu-skor/{world.scorecard.pk}/tabel/")


def cell(page: Page, code: str, kind: str = "answer"):  # type: ignore[no-untyped-def]
    return page.locator(f'[data-grid-line="{code}"] [data-cell="{kind}"]')


def level_of(world: World, code: str) -> str:
    mark = world.mark(code)
    return mark.level if mark else ""


@both_screens
def test_the_table_is_accessible_and_fits(operator: Page, world: World) -> None:
    open_grid(operator, world)

    assert_accessible(operator)
    assert_no_sideways_scroll(operator)
    operator.goto(f"/kartu-skor/{world.scorecard.pk}/excel/")
    assert_accessible(operator)
    assert_no_sideways_scroll(operator)


def test_keys_move_save_and_take_back(operator: Page, world: World) -> None:
    page = operator
    open_grid(page, world)

    cell(page, "1.a.3").focus()
    page.keyboard.type("Terp")
    page.keyboard.press("ArrowDown")
    expect(cell(page, "1.a.4")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(cell(page, "1.a.4", "note")).to_be_focused()
    page.keyboard.type("Ada dokumennya")
    page.keyboard.press("Enter")
    expect(cell(page, "1.a.5", "note")).to_be_focused()
    state = page.locator(f"#grid-{world.entry('1.a').pk}-state")
    expect(state).to_contain_text(re.compile(r"Tersimpan \d\d\.\d\d"))
    expect(page.locator(f"#status-{world.entry('1.a.3').pk}")).to_contain_text("Terisi")
    expect(page.locator(f"#grid-{world.entry('1.a').pk}-live")).to_contain_text("1 dari 6")

    page.keyboard.type("salah ketik")
    page.keyboard.press("Escape")
    expect(cell(page, "1.a.5", "note")).to_have_value("")
    page.reload()
    expect(cell(page, "1.a.3")).to_have_value("yes")
    expect(cell(page, "1.a.4", "note")).to_have_value("Ada dokumennya")
    expect(cell(page, "1.a.5", "note")).to_have_value("")


def test_two_people_on_one_cell_see_both_values(operator: Page, world: World, console_errors: list[str]) -> None:
    page = operator
    open_grid(page, world)
    set_level(world.scorecard, "1.a.3", "no", world.head)

    cell(page, "1.a.3").select_option("yes")

    form = page.locator(f"#grid-{world.entry('1.a').pk}")
    expect(form.get_by_role("alert")).to_contain_text("1.a.3: Belum")
    expect(page.locator(f"#status-{world.entry('1.a.3').pk}")).to_contain_text("Konflik")
    form.get_by_role("button", name="Simpan nilai saya").click()
    expect(page.locator(f"#status-{world.entry('1.a.3').pk}")).to_contain_text("Terisi")
    assert level_of(world, "1.a.3") == "yes"
    assert len(console_errors) == 1
    console_errors.clear()


def test_a_block_is_looked_at_before_it_is_pasted(operator: Page, world: World) -> None:
    page = operator
    open_grid(page, world)

    cell(page, "1.a.3").focus()
    page.evaluate(PASTE, "Ya\tAda\nZZ\nBelum\n")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 jawaban akan diubah")
    expect(dialog).to_contain_text("1 tidak sah")
    assert level_of(world, "1.a.3") == ""
    dialog.get_by_role("button", name="Terapkan 2 jawaban").click()

    expect(page.get_by_text("2 jawaban tersimpan.")).to_be_visible()
    expect(cell(page, "1.a.3")).to_have_value("yes")
    expect(cell(page, "1.a.5")).to_have_value("no")
    assert level_of(world, "1.a.4") == ""


def test_a_whole_unit_goes_through_excel_and_back(operator: Page, world: World, tmp_path: Path) -> None:
    page = operator
    page.goto(f"/kartu-skor/{world.scorecard.pk}/")
    page.get_by_role("link", name="Excel").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh buku kerja").click()
    entries = world.scorecard.entries.select_related("node")
    answers = {entry.node.code: "Belum" if entry.node.kind == "check" else "E" for entry in entries}
    file = tmp_path / "lke.xlsx"
    file.write_bytes(filled(Path(download.value.path()).read_bytes(), answers))

    page.get_by_label("Buku kerja").set_input_files(file)
    page.get_by_role("button", name="Unggah dan pratinjau").click()
    expect(page.get_by_text("92 jawaban akan diubah")).to_be_visible()
    assert_accessible(page)
    assert not Mark.objects.exists()
    page.get_by_role("button", name="Terapkan baris yang dicentang").click()
    expect(page.get_by_text("92 jawaban tersimpan").first).to_be_visible()
    assert Mark.objects.exclude(level="").count() == 92
    page.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_role("heading", name="Dibatalkan pada SAKIP 2025")).to_be_visible()
    assert not Mark.objects.exclude(level="").exists()


def test_without_scripts_a_line_is_saved_by_its_button(
    world: World, new_context: Callable[..., object], base_url: str, sign_in: SignIn
) -> None:
    page = new_context(java_script_enabled=False).new_page()  # type: ignore[attr-defined]
    sign_in(page, world.operator)
    page.goto(f"{base_url}/kartu-skor/{world.scorecard.pk}/tabel/")

    cell(page, "1.a.3").select_option("yes")
    page.locator(f"#grid-{world.entry('1.a').pk}").get_by_role("button", name="Simpan").click()

    expect(page).to_have_url(re.compile(r"/tabel/#grid-"))
    assert level_of(world, "1.a.3") == "yes"
