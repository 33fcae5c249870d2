"""The edition workshop on phone, tablet, laptop and wall screen: errors, mended, proposed, published by the second."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from portal.common.policy import Role
from scorecards.editions.models import Edition
from scorecards.editions.services import load
from scorecards.instruments.reader import read
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, every_width
from tests.factories import make_government, make_member
from tests.scorecards.editions.workbooks import edition_workbook

SignIn = Callable[[Page, User], None]


@pytest.fixture
def admins(transactional_db: None) -> tuple[User, User]:
    """Two administrators of the home government, and RB 2023 published."""
    home = make_government(is_home=True)
    load(source=read("rb/2023"))
    return make_member(Role.ADMIN, home), make_member(Role.ADMIN, home)


def send(page: Page, content: bytes, folder: Path) -> None:
    """Choose a workbook on the page and send it."""
    path = folder / "rb-2026.xlsx"
    path.write_bytes(content)
    page.get_by_label("Buku kerja edisi").set_input_files(path)
    page.get_by_role("button", name="Periksa dan simpan sebagai draf").click()


def assert_sound(page: Page) -> None:
    for _ in every_width(page):
        assert_no_sideways_scroll(page)
        assert_accessible(page)


def test_from_errors_to_publication_by_the_second_person(
    page: Page, sign_in: SignIn, admins: tuple[User, User], tmp_path: Path, console_errors: list[str]
) -> None:
    first, second = admins
    sign_in(page, first)
    page.goto(reverse("editions:index"))
    assert_sound(page)

    send(
        page,
        edition_workbook(cells={("Kriteria", "A1", "weight"): "tiga", ("Kriteria", "B6", "applies"): "?"}),
        tmp_path,
    )
    expect(page.get_by_role("row").filter(has_text="F5")).to_contain_text("harus berupa angka")
    assert_sound(page)
    console_errors.clear()  # Chromium logs the refusal's status

    send(page, edition_workbook(cells={("Kriteria", "B3", "weight"): "0,33"}), tmp_path)
    expect(page.get_by_role("heading", name="rb/2026")).to_be_visible()
    assert_sound(page)
    page.get_by_role("button", name="Usulkan untuk terbit").click()
    expect(page.get_by_text("Administrator lain yang harus memeriksa dan menerbitkannya.")).to_be_visible()
    expect(page.get_by_role("button", name="Terbitkan edisi ini")).to_have_count(0)
    assert_sound(page)
    address = page.url

    sign_in(page, second)
    page.goto(address)
    assert_sound(page)
    page.get_by_role("button", name="Terbitkan edisi ini").click()
    expect(page.get_by_text("Evaluasi kini dapat dibuka dengan edisi ini.")).to_be_visible()
    assert_sound(page)
    assert Edition.objects.get(code="rb/2026").status == Edition.Status.PUBLISHED
