"""The composite ranking on phone, tablet, laptop and wall screen, light and dark."""

from collections.abc import Callable
from typing import Literal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll
from tests.scorecards.rankings.helpers import leader_of
from tests.scorecards.rankings.pages import decided_city
from tests.scorecards.rankings.test_composite import halves, open_pekppp

SignIn = Callable[[Page, User], None]


@pytest.fixture
def leader(transactional_db: None) -> User:
    """The leader of a city with two instruments, the second of which one unit lacks."""
    government, units, cycle = decided_city(3)
    open_pekppp(cycle, units[:2], ("3.00", "4.50"))
    halves(government)
    return leader_of(government)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 820, 1366, 1920])
def test_the_composite_is_sound(
    width: int, scheme: Literal["light", "dark"], page: Page, sign_in: SignIn, leader: User
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    sign_in(page, leader)
    page.goto(reverse("rankings:composite"))

    expect(page.get_by_role("rowheader", name="Dinas C")).to_contain_text("belum ada nilai terverifikasi")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
