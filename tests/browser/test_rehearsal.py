"""The rehearsal of a draft edition on phone, tablet, laptop and wall screen, light and dark."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll
from tests.factories import make_user
from tests.scorecards.rankings.helpers import card_of, claim, leader_of
from tests.scorecards.rankings.pages import decided_city
from tests.scorecards.rankings.rehearsals import draft_of, reshaped

SignIn = Callable[[Page, User], None]


@pytest.fixture
def leader(transactional_db: None) -> User:
    """The leader of a city with a draft that merges, splits, drops and adds."""
    government, units, cycle = decided_city(5)
    claim(card_of(cycle, units[1]), {"2.b": "AA"}, by=make_user())
    draft_of(government, reshaped)
    return leader_of(government)


def test_from_the_ranking_to_what_a_unit_has_to_do(
    page: Page, sign_in: SignIn, leader: User, console_errors: list[str]
) -> None:
    sign_in(page, leader)
    page.goto(reverse("rankings:ranking"))
    page.get_by_role("link", name="Gladi edisi baru").click()
    page.get_by_role("link", name="sakip/2030").click()
    expect(page.get_by_role("heading", name="Gladi sakip/2030")).to_be_visible()
    address = page.url
    page.get_by_role("link", name="Dinas B").click()
    expect(page.get_by_text("beri jawaban").first).to_be_visible()
    for here in (address, page.url):
        page.goto(here)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            for width in (390, 820, 1366, 1920):
                page.set_viewport_size({"width": width, "height": 900})
                assert_no_sideways_scroll(page)
            assert_accessible(page)
    assert console_errors == []
