"""From the request to the file, while a worker does the work."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from portal.common import work
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens
from tests.scorecards.rankings.helpers import card_of, evaluator_of
from tests.scorecards.rankings.pages import decided_city

SignIn = Callable[[Page, User], None]
pytestmark = pytest.mark.usefixtures("transactional_db")


@both_screens
def test_ask_watch_and_download(page: Page, sign_in: SignIn) -> None:
    government, units, cycle = decided_city(2)
    sign_in(page, evaluator_of(government))
    page.goto(reverse("reports:index"))
    _check(page)

    page.get_by_label("Laporan").select_option(f"rapor:{card_of(cycle, units[0]).pk}")
    page.get_by_role("button", name="Buat laporan").click()
    expect(page.get_by_text("Menunggu", exact=True)).to_be_visible()
    _check(page)
    work.drain("bulk")

    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh laporan").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    page.goto(reverse("reports:index"))
    expect(page.get_by_role("cell", name="Selesai")).to_be_visible()
    _check(page)


def _check(page: Page) -> None:
    assert_no_sideways_scroll(page)
    assert_accessible(page)
