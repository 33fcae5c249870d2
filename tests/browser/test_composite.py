"""The composite ranking on phone, tablet, laptop and wall screen, light and dark."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, every_width
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


def test_the_composite_is_sound(page: Page, sign_in: SignIn, leader: User) -> None:
    sign_in(page, leader)
    for _ in every_width(page):
        page.goto(reverse("rankings:composite"))

        expect(page.get_by_role("rowheader", name="Dinas C")).to_contain_text("belum ada nilai terverifikasi")
        assert_no_sideways_scroll(page)
        assert_accessible(page)
