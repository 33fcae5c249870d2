"""The ranking of units on phone, tablet, laptop and wall screen, by total and by component."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from scorecards.entries.models import Cycle
from scorecards.rankings.services.recompute import recompute
from scorecards.rankings.services.snapshots import publish_snapshot
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, every_width
from tests.factories import make_user
from tests.scorecards.rankings.helpers import GRADED, accept, card_of, claim, evaluator_of, leader_of, make_city
from tests.scorecards.rankings.helpers import open_sakip as open_cycle

SignIn = Callable[[Page, User], None]


@pytest.fixture
def leader(transactional_db: None) -> User:
    """The leader of a city that has published its ranking once, and in which a unit rose since."""
    government, units = make_city(5)
    cycle, by = open_cycle(units), make_user()
    for unit, level in zip(units[:4], ("A", "BB", "B", "CC"), strict=True):
        claim(card_of(cycle, unit), level, by=by)
        accept(card_of(cycle, unit), dict.fromkeys(GRADED[:10], level), by=by)
    recompute(cycle_id=cycle.pk)
    Cycle.objects.filter(pk=cycle.pk).update(marks_released_at=timezone.now())
    publish_snapshot(cycle_id=cycle.pk, by=evaluator_of(government))
    accept(card_of(cycle, units[3]), dict.fromkeys(GRADED, "AA"), by=by)
    recompute(cycle_id=cycle.pk)
    return leader_of(government)


def test_the_ranking_is_sound(page: Page, sign_in: SignIn, leader: User) -> None:
    sign_in(page, leader)
    for _ in every_width(page):
        for query in ("", "?komponen=2&banding=1"):
            page.goto(reverse("rankings:ranking") + query)

            expect(page.get_by_role("rowheader", name="Dinas D")).to_be_visible()
            assert_no_sideways_scroll(page)
            assert_accessible(page)


def test_component_and_comparison_are_chosen_on_the_page(page: Page, sign_in: SignIn, leader: User) -> None:
    sign_in(page, leader)
    page.goto(reverse("rankings:ranking"))

    page.get_by_role("link", name="2 Pengukuran Kinerja").click()
    page.get_by_label("Gerak dibandingkan dengan").select_option("1")
    page.get_by_role("button", name="Bandingkan").click()

    expect(page.get_by_text("Gerak dibandingkan dengan peringkat terbitan nomor 1,")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Dinas D")).to_contain_text("+3")
