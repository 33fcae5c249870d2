"""What a rank needs, on every width, light and dark."""

from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import Page, expect

from portal.accounts.models import User
from portal.units.models import PeerGroup
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, every_width
from tests.factories import make_government
from tests.scorecards.rankings.helpers import leader_of, make_city
from tests.scorecards.rankings.pages import publish


def test_needed_value_fits_every_screen(
    page: Page, sign_in: Callable[[Page, User], None], transactional_db: None
) -> None:
    city, _ = make_city(0)
    others = [make_government(name=f"Kabupaten Contoh {number}") for number in range(1, 8)]
    PeerGroup.objects.create(code="wilayah", name="Sewilayah").governments.set([city, *others])
    for number, government in enumerate([*others, city]):
        publish(government, "uji", 2023, value=Decimal("93.71") - number * 3)
    sign_in(page, leader_of(city))
    page.goto("/peringkat/kota/")

    for _ in every_width(page):
        expect(page.get_by_text("Peringkat 2 membutuhkan 90,72").first).to_be_attached()
        assert_no_sideways_scroll(page)
        assert_accessible(page)
