"""The head submits, opens the receipt, takes the submission back with a reason, and submits again."""

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

import pypdf
import pytest
from playwright.sync_api import Page, expect

from portal.common import work
from scorecards.entries.models import Entry
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens
from tests.scorecards.entries.conftest import World, make_world
from tests.scorecards.entries.helpers import set_level

if TYPE_CHECKING:
    from portal.accounts.models import User

SignIn = Callable[[Page, "User"], None]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def submit(page: Page, world: World) -> None:
    page.goto(f"/kartu-skor/{world.scorecard.pk}/")
    page.get_by_role("link", name="Ajukan…").click()
    page.get_by_label("Saya mengetahui").check()
    page.get_by_role("button", name="Ajukan 1 sub-komponen").click()
    expect(page.get_by_role("status").first).to_contain_text("1 sub-komponen kini berada pada evaluator")


def receipt_words(page: Page, number: int) -> str:
    """Open a receipt as the link does, and return its text; the browser's own viewer shows none to a test."""
    address = page.get_by_role("link", name=f"Tanda terima {number} (PDF)").get_attribute("href")
    answer = page.request.get(str(address))
    assert answer.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(BytesIO(answer.body())).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_on_a_phone_every_column_of_what_is_submitted_is_there(page: Page, world: World, sign_in: SignIn) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)
    sign_in(page, world.head)
    page.goto(f"/kartu-skor/{world.scorecard.pk}/ajukan/")

    region = page.locator(".table-region").first
    assert region.evaluate("region => region.scrollWidth - region.clientWidth") <= 0
    for label in ("Nilai", "Kriteria", "Bukti", "Poin"):
        expect(region.locator(f"td[data-label='{label}']")).to_be_visible()


@both_screens
def test_submit_receipt_withdraw_change_submit_again(
    page: Page, world: World, sign_in: SignIn, console_errors: list[str]
) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)
    sign_in(page, world.head)
    submit(page, world)
    page.get_by_role("link", name="Tanda terima 1 (PDF)").click()
    expect(page.get_by_role("status").first).to_contain_text("sedang dibuat")
    work.drain("bulk")
    assert "Dinas Kesehatan" in receipt_words(page, 1)
    assert_accessible(page)
    assert_no_sideways_scroll(page)

    page.get_by_role("link", name="Tarik…").click()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Tarik", exact=True).click()
    expect(page.get_by_label("Alasan")).to_have_attribute("aria-invalid", "true")
    assert ["422" in error for error in console_errors] == [True]
    console_errors.clear()
    page.get_by_label("Alasan").fill("Salah berkas")
    page.get_by_role("button", name="Tarik", exact=True).click()

    expect(page.get_by_role("status").first).to_contain_text("dapat mengubahnya lagi")
    expect(page.get_by_text("Salah berkas")).to_be_visible()
    expect(page.get_by_text("Ditarik", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Tarik…")).to_have_count(0)
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    work.drain("bulk")
    assert "Pengajuan ini sudah ditarik" in receipt_words(page, 1)

    sign_in(page, world.operator)
    page.goto(f"/kartu-skor/{world.scorecard.pk}/1.a/")
    page.get_by_label("Penjelasan").fill("Diperbaiki")
    expect(page.locator("#entry-answer-state")).to_contain_text("Tersimpan")

    sign_in(page, world.head)
    submit(page, world)
    work.drain("bulk")
    assert "Diperbaiki" in receipt_words(page, 2)
    assert "Diperbaiki" not in receipt_words(page, 1)
    assert world.entry("1.a").state == Entry.State.SUBMITTED
