"""A plan becomes actions, on phone and laptop, in light and dark."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from scorecards.entries.models import Scorecard
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, every_width
from tests.scorecards.rankings.helpers import card_of, leader_of
from tests.scorecards.rankings.pages import decided_city, release

SignIn = Callable[[Page, User], None]


@pytest.fixture
def decided(transactional_db: None) -> tuple[User, Scorecard]:
    """The leader of a city with released marks, and the scorecard that stands third."""
    government, units, cycle = decided_city(4)
    release(cycle)
    return leader_of(government), card_of(cycle, units[2])


def test_the_leader_makes_actions_of_the_plan(page: Page, sign_in: SignIn, decided: tuple[User, Scorecard]) -> None:
    leader, card = decided
    sign_in(page, leader)
    page.goto(reverse("rankings:climb", args=[card.pk]) + "?sasaran=2")
    for _ in every_width(page, 390, 1366):
        assert_no_sideways_scroll(page)
        assert_accessible(page)

    page.get_by_role("button", name="Jadikan aksi").click()

    expect(page.get_by_role("heading", name="Rencana yang diterima")).to_be_visible()
    expect(page.get_by_role("link", name="Sudah menjadi aksi")).to_have_count(12)
    expect(page.get_by_role("button", name="Jadikan aksi")).to_have_count(0)
    for _ in every_width(page, 390, 1366):
        assert_no_sideways_scroll(page)
        assert_accessible(page)
