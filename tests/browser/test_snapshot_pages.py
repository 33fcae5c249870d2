"""Published rankings on phone, tablet, laptop and wall screen: for the leadership, and for everybody."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from scorecards.entries.models import Cycle
from scorecards.rankings.models import Snapshot
from scorecards.rankings.services.opening import open_rankings
from scorecards.rankings.services.snapshots import publish_snapshot
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, every_width
from tests.factories import make_user
from tests.scorecards.rankings.helpers import GRADED, accept, card_of, claim, evaluator_of, leader_of, make_city
from tests.scorecards.rankings.helpers import open_sakip as open_cycle

SignIn = Callable[[Page, User], None]


@pytest.fixture
def leader(transactional_db: None) -> User:
    """The leader of a city with two published rankings, between which a unit rose, open to everybody."""
    government, units = make_city(5)
    cycle, by = open_cycle(units), make_user()
    for unit, level in zip(units[:4], ("A", "BB", "B", "CC"), strict=True):
        claim(card_of(cycle, unit), level, by=by)
        accept(card_of(cycle, unit), dict.fromkeys(GRADED[:10], level), by=by)
    Cycle.objects.filter(pk=cycle.pk).update(marks_released_at=timezone.now())
    evaluator, leader = evaluator_of(government), leader_of(government)
    publish_snapshot(cycle_id=cycle.pk, by=evaluator)
    accept(card_of(cycle, units[3]), dict.fromkeys(GRADED, "AA"), by=by)
    publish_snapshot(cycle_id=cycle.pk, by=evaluator)
    open_rankings(government=government, is_allowed=True, reason="Keterbukaan informasi.", by=leader)
    return leader


def test_the_pages_of_the_leadership_are_sound(page: Page, sign_in: SignIn, leader: User) -> None:
    first, second = Snapshot.objects.order_by("number")
    sign_in(page, leader)
    for _ in every_width(page):
        for address in (
            reverse("rankings:snapshots"),
            reverse("rankings:snapshot-page", args=[second.pk]),
            reverse("rankings:comparison", args=[first.pk, second.pk]),
            reverse("rankings:opening"),
        ):
            page.goto(address)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            assert_no_sideways_scroll(page)
            assert_accessible(page)


@pytest.mark.usefixtures("leader")
def test_the_public_pages_are_sound(page: Page) -> None:
    for _ in every_width(page):
        page.goto(reverse("rankings-public:index"))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_no_sideways_scroll(page)
        assert_accessible(page)

        page.get_by_role("link", name="nomor 2").click()
        expect(page.get_by_role("rowheader", name="Dinas D")).to_be_visible()
        assert_no_sideways_scroll(page)
        assert_accessible(page)


def test_another_ranking_is_chosen_on_the_page(page: Page, sign_in: SignIn, leader: User) -> None:
    sign_in(page, leader)
    page.goto(reverse("rankings:snapshot-page", args=[Snapshot.objects.get(number=2).pk]))

    page.get_by_role("button", name="Kenapa berubah?").click()

    expect(page.get_by_text("Dinas D naik dari peringkat")).to_be_visible()
