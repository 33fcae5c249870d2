"""A plan is estimated by the unit and becomes actions, on phone and laptop, in light and dark."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from portal.common.policy import Role
from scorecards.entries.models import Scorecard
from scorecards.rankings.models import EffortSheet
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll
from tests.factories import make_member
from tests.scorecards.rankings.helpers import card_of
from tests.scorecards.rankings.pages import decided_city, release

SignIn = Callable[[Page, User], None]
WIDTHS = (390, 820, 1366, 1920)


@pytest.fixture
def decided(transactional_db: None) -> tuple[User, Scorecard]:
    """The head of a unit whose marks are released, and its scorecard, which stands third."""
    _, units, cycle = decided_city(4)
    release(cycle)
    return make_member(Role.HEAD, units[2]), card_of(cycle, units[2])


def fits(page: Page) -> None:
    for number, width in enumerate(WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if number % 2 else "light")
        assert_no_sideways_scroll(page)
        assert_accessible(page)


def test_the_head_estimates_and_makes_actions_of_the_plan(
    page: Page, sign_in: SignIn, decided: tuple[User, Scorecard], console_errors: list[str]
) -> None:
    head, card = decided
    sign_in(page, head)
    page.goto(reverse("rankings:climb", args=[card.pk]) + "?sasaran=2")
    fits(page)

    page.set_viewport_size({"width": 390, "height": 900})
    page.get_by_label("1.a").first.fill("banyak")
    page.get_by_role("button", name="Simpan perkiraan").click()
    expect(page.get_by_role("heading", name="Ada yang perlu diperbaiki")).to_be_visible()
    console_errors.clear()  # the browser calls a refused form an error
    page.get_by_label("1.a").first.fill("1,5")
    page.get_by_role("button", name="Simpan perkiraan").click()
    expect(page.get_by_text("perkiraan OPD", exact=True).first).to_be_visible()
    assert EffortSheet.objects.get().days == {"1.a": {"BB": "1.5"}}

    page.get_by_role("button", name="Jadikan aksi").click()

    expect(page.get_by_role("heading", name="Rencana yang diterima")).to_be_visible()
    expect(page.get_by_role("link", name="Sudah menjadi aksi")).to_have_count(12)
    expect(page.get_by_role("button", name="Jadikan aksi")).to_have_count(0)
    fits(page)
