"""What a rank needs, on every width, light and dark."""

from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import Page, expect

from portal.accounts.models import User
from portal.units.models import PeerGroup
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll
from tests.factories import make_government
from tests.scorecards.rankings.helpers import leader_of, make_city
from tests.scorecards.rankings.pages import publish
from tests.scorecards.rankings.test_city_plan import open_city

WIDTHS = (390, 820, 1366, 1920)


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

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_text("Peringkat 2 membutuhkan 90,72").first).to_be_attached()
        assert_no_sideways_scroll(page)
        assert_accessible(page)


def test_the_leader_asks_what_the_city_must_change(
    page: Page, sign_in: Callable[[Page, User], None], transactional_db: None
) -> None:
    city, peers, _ = open_city("B", "81.00", "75.00", "74.00")
    publish(peers[1], "sakip", 2023, value=Decimal("74.00"))
    sign_in(page, leader_of(city))
    page.goto("/peringkat/kota/")
    page.get_by_label("Sasaran").select_option("Peringkat 3")
    page.get_by_role("button", name="Tampilkan rencana").click()
    expect(page.get_by_text("seperti yang diperlukan peringkat 3")).to_be_visible()
    page.get_by_label("Sasaran").select_option("Peringkat 2")
    page.get_by_role("button", name="Tampilkan rencana").click()

    for number, width in enumerate(WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if number % 2 else "light")
        expect(page.get_by_text("4 perubahan menaikkan angka kita sendiri")).to_be_visible()
        assert_no_sideways_scroll(page)
        assert_accessible(page)
