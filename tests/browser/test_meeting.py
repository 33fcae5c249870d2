"""A meeting on the wall: promises first, a matter decided in two clicks, on every width, light and dark."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from scorecards.actions.models import Action, Meeting, Verdict
from scorecards.entries.models import Window
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll
from tests.scorecards.actions.helpers import days, promised
from tests.scorecards.rankings.helpers import leader_of, make_city, open_sakip

MOST_CLICKS = 3
WIDTHS = (390, 820, 1366, 1920)


@pytest.fixture
def leader(transactional_db: None) -> User:
    """Who leads a city with three promises and units that have not handed in."""
    government, units = make_city(5)
    cycle, now = open_sakip(units), timezone.now()
    Window.objects.filter(cycle=cycle).delete()
    times = {"opens_at": now - timedelta(days=9), "closes_at": now - timedelta(days=1)}
    Window.objects.create(cycle=cycle, role="operator", **times)
    leader = leader_of(government)
    promised(units[0], leader, title="Melengkapi pohon kinerja sampai tingkat seksi", due_date=days(-3))
    promised(units[1], leader, title="Mengunggah LKjIP yang sudah direviu", due_date=days(9))
    return leader


def test_a_matter_becomes_an_action_without_leaving_the_screen(
    page: Page, sign_in: Callable[[Page, User], None], leader: User
) -> None:
    sign_in(page, leader)
    page.goto("/peringkat/rapat/")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.get_by_role("button", name="Mulai rapat").click()
    expect(page.get_by_role("button", name="Tutup rapat")).to_be_visible()

    page.get_by_role("textbox", name="Notulen").fill("Dibuka pukul 9.")
    clicks = 0
    matters = page.get_by_role("region", name="Perlu keputusan")
    matters.get_by_text("Jadikan aksi").first.click()
    clicks += 1
    matters.get_by_role("button", name="Putuskan").first.click()
    clicks += 1
    expect(matters.get_by_text("Diputuskan").first).to_be_visible()
    assert clicks <= MOST_CLICKS
    assert Action.objects.filter(meeting=Meeting.objects.get(closed_at=None)).count() == 1
    assert page.url.endswith("/peringkat/rapat/")

    page.get_by_label("Catatan").first.press("Enter")
    page.get_by_role("button", name="Belum ditepati").first.click()
    expect(page.get_by_role("button", name="Belum ditepati", pressed=True)).to_be_focused()
    page.get_by_role("button", name="Ditepati", exact=True).last.click()
    expect(page.get_by_text("1 terlambat, 0 berjalan, 1 selesai")).to_be_visible()
    expect(page.get_by_role("textbox", name="Notulen")).to_have_value("Dibuka pukul 9.")
    assert list(Verdict.objects.values_list("outcome", flat=True)) == ["late", "done"]
    page.locator("#putusan-lain summary").click()
    page.locator("#putusan-lain").get_by_label("Apa yang dikerjakan").fill("Rapat lintas OPD")
    page.locator("#putusan-lain").get_by_label("Pelaksana").select_option(label="Dinas B")
    page.locator("#putusan-lain").get_by_role("button", name="Putuskan").click()
    expect(page.get_by_role("link", name="Rapat lintas OPD")).to_be_visible()
    expect(page.get_by_role("textbox", name="Notulen")).to_have_value("Dibuka pukul 9.")


def test_the_screen_fits_every_width(page: Page, sign_in: Callable[[Page, User], None], leader: User) -> None:
    sign_in(page, leader)
    page.goto("/peringkat/rapat/")
    page.get_by_role("button", name="Mulai rapat").click()
    page.get_by_role("button", name="Belum ditepati").first.click()
    page.get_by_text("Jadikan aksi").first.click()

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1080 if width == 1920 else 900})
        assert_no_sideways_scroll(page)
        assert_accessible(page)

    size = "parseFloat(getComputedStyle(document.querySelector('.agenda__what')).fontSize)"
    assert page.evaluate(size) >= 28


def test_it_works_with_the_keyboard_alone(page: Page, sign_in: Callable[[Page, User], None], leader: User) -> None:
    sign_in(page, leader)
    page.goto("/peringkat/rapat/")
    page.get_by_role("button", name="Mulai rapat").press("Enter")
    page.locator("#keputusan summary").first.press("Enter")
    page.get_by_role("button", name="Putuskan").first.press("Enter")

    expect(page.locator("#keputusan").get_by_text("Diputuskan").first).to_be_visible()
