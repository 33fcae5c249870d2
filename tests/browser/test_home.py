"""My tasks, and the calendar behind it, in a real browser."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.common.policy import Role
from tests import factories
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens
from tests.scorecards.entries.conftest import World, make_world

if TYPE_CHECKING:
    from portal.accounts.models import User

SignIn = Callable[[Page, "User"], None]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def test_the_last_hours_count_down_by_the_servers_clock(world: World, page: Page, sign_in: SignIn) -> None:
    world.cycle.windows.update(closes_at=timezone.now() + timedelta(minutes=90, seconds=30))
    sign_in(page, world.operator)
    page.clock.install(time="2001-01-01T00:00:00Z")  # the device's own clock is wrong by decades

    page.goto("/")
    expect(page.locator("[data-countdown]").first).to_have_text("sisa 1 jam 30 menit")
    page.clock.run_for(61 * 60 * 1000)

    expect(page.locator("[data-countdown]").first).to_have_text("sisa 0 jam 29 menit")
    shown = timezone.localtime(timezone.now() + timedelta(minutes=61))
    expect(page.locator("[data-server-clock]")).to_contain_text(f"{shown:%H.}")


@both_screens
def test_an_administrator_sets_windows(world: World, page: Page, sign_in: SignIn) -> None:
    sign_in(page, factories.make_member(Role.ADMIN, world.city))
    page.goto("/siklus/")
    assert_no_sideways_scroll(page)
    assert_accessible(page)

    page.get_by_role("link", name="SAKIP 2025").click()
    page.locator("[name=verifier_opens]").fill("2026-01-05T08:00")
    page.locator("[name=verifier_closes]").fill("2026-02-05T16:00")
    page.get_by_role("button", name="Simpan jadwal").click()

    expect(page.get_by_text("Jadwal tersimpan")).to_be_visible()
    expect(page.locator("[name=verifier_closes]")).to_have_value("2026-02-05T16:00")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
