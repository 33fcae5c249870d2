"""The first two jobs in one go, with a real Celery worker: from a grade with its PDF to the mayor's ranking."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from portal.launcher.processes import Child
from tests.scorecards.entries.conftest import World, make_world
from tests.scorecards.evidence.pdfs import text_pdf

if TYPE_CHECKING:
    from portal.accounts.models import User

SignIn = Callable[[Page, "User"], None]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.mark.services
def test_from_a_grade_with_its_pdf_to_the_ranking_and_back_to_the_page(
    worker: Child, world: World, page: Page, sign_in: SignIn, tmp_path: Path
) -> None:
    renja = tmp_path / "Renja 2025.pdf"
    renja.write_bytes(text_pdf(3, "Renja 2025"))

    sign_in(page, world.operator)
    page.goto(f"/kartu-skor/{world.scorecard.pk}/1.a/")
    for number in range(6):
        page.locator(".check").nth(number).get_by_text("Terpenuhi", exact=True).click()
    page.get_by_label("BB Memuaskan").check()
    expect(page.locator("#entry-answer-state")).to_contain_text(re.compile(r"Tersimpan \d\d\.\d\d"))
    page.locator("#evidence-upload [data-drop-zone] input").set_input_files(renja)
    page.get_by_role("link", name="Renja 2025").click()
    expect(page.locator("[data-pdf-text]")).to_contain_text("Halaman 1 dari 3")
    page.get_by_role("button", name="Halaman berikutnya").click()
    expect(page.locator("[data-pdf-text]")).to_contain_text("Halaman 2 dari 3")
    page.get_by_role("button", name="Tandai halaman ini").click()
    expect(page.locator("#evidence-list")).to_contain_text("halaman 2 dari 3")

    sign_in(page, world.head)
    page.goto(f"/kartu-skor/{world.scorecard.pk}/ajukan/")
    page.get_by_label("Saya mengetahui").check()
    page.get_by_role("button", name="Ajukan 1 sub-komponen").click()

    sign_in(page, world.evaluator)
    page.goto(f"/penilaian/{world.entry('1.a').pk}/")
    page.get_by_role("button", name="Terima BB").click()
    expect(page.get_by_role("status").filter(has_text="1.a dengan nilai BB")).to_be_visible()

    sign_in(page, world.leader)
    page.goto("/peringkat/dasbor/")
    # Other cards name the unit too, and sooner: they show what an earlier computation found.
    unit = page.locator(f'a[href="/peringkat/kartu/{world.scorecard.pk}/"]').first
    expect(unit).to_be_visible(timeout=60_000)  # the page renews itself when the worker is done
    unit.click()
    page.get_by_role("link", name=re.compile("Renja 2025")).first.click()
    expect(page.locator("[data-pdf-text]")).to_contain_text("Halaman 2 dari 3")
