"""Actions, notices and search in a real browser: by keyboard, on a phone, and readable for everybody."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from portal.common.policy import Role
from portal.notices.models import Notice
from portal.units.models import Unit
from scorecards.actions.models import Action, Progress
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens
from tests.factories import make_government, make_member, make_unit
from tests.scorecards.actions.helpers import make_action, make_recommendation

SignIn = Callable[[Page, User], None]
pytestmark = pytest.mark.browser


@pytest.fixture
def unit(transactional_db: None) -> Unit:
    return make_unit(make_government(is_home=True), name="Dinas Pelaksana")


@pytest.fixture
def head(unit: Unit) -> User:
    return make_member(Role.HEAD, unit)


@pytest.fixture
def action(unit: Unit, head: User) -> Action:
    source = make_recommendation(unit, make_member(Role.EVALUATOR, unit.government))
    return make_action(unit, head, kind=Action.Kind.FOLLOW_UP, recommendation=source, title="Susun pohon kinerja")


@both_screens
def test_the_pages_are_readable_for_everybody(
    page: Page, sign_in: SignIn, unit: Unit, head: User, action: Action
) -> None:
    sign_in(page, head)
    addresses = [
        reverse("actions:index"),
        reverse("actions:detail", args=[action.pk]),
        reverse("actions:edit", args=[action.pk]),
        reverse("actions:plan"),
        reverse("recommendations:index"),
        reverse("notices:index"),
        reverse("notices:settings"),
        reverse("search:index") + "?q=pohon",
    ]
    for address in addresses:
        page.goto(address)
        assert_no_sideways_scroll(page)
        assert_accessible(page)


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
@pytest.mark.usefixtures("action")
def test_on_a_phone_no_column_hides_behind_a_sideways_scroll(page: Page, sign_in: SignIn, head: User) -> None:
    sign_in(page, head)
    for name in ("actions:index", "actions:plan", "recommendations:index"):
        page.goto(reverse(name))
        region = page.locator(".table-region").first
        assert region.evaluate("region => region.scrollWidth - region.clientWidth") <= 0
        expect(region.locator("[data-label='Status'], [data-label='Realisasi']").first).to_be_visible()


def test_a_head_plans_an_operator_reports_and_the_head_hears_of_it(
    page: Page, sign_in: SignIn, unit: Unit, head: User, console_errors: list[str]
) -> None:
    sign_in(page, head)
    page.goto(reverse("actions:new"))
    page.get_by_label("Apa yang dikerjakan").fill("Menyusun SOP")
    page.get_by_label("Target TW1").fill("1,5")
    page.get_by_label("Target TW2").fill("0,5")
    page.get_by_label("Target total").fill("2")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Menyusun SOP")

    sign_in(page, make_member(Role.OPERATOR, unit))
    page.goto(reverse("actions:detail", args=[Action.objects.get().pk]))
    page.get_by_label("Realisasi TW1").fill("dua")
    page.get_by_label("Catatan TW1").fill("Catatan yang tidak boleh hilang.")
    page.get_by_role("button", name="Simpan realisasi").click()
    expect(page.get_by_label("Catatan TW1")).to_have_value("Catatan yang tidak boleh hilang.")
    assert not Progress.objects.exists()
    assert [text for text in console_errors if "422" not in text] == []
    console_errors.clear()
    page.get_by_label("Realisasi TW1").fill("2")
    page.get_by_role("button", name="Simpan realisasi").click()
    expect(page.get_by_text("Selesai", exact=True).first).to_be_visible()

    sign_in(page, head)
    page.goto("/")
    page.get_by_role("link", name="1 pemberitahuan belum dibaca").click()
    page.get_by_role("link", name="Selesai: Menyusun SOP").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Menyusun SOP")
    expect(page.get_by_role("link", name="Pemberitahuan", exact=True)).to_be_visible()
    assert not Notice.objects.filter(recipient=head).unread().exists()


def test_the_key_slash_goes_to_the_box_and_stays_a_letter_elsewhere(
    page: Page, sign_in: SignIn, head: User, action: Action
) -> None:
    sign_in(page, head)
    page.goto(reverse("actions:index"))
    page.keyboard.press("/")
    page.keyboard.type("pohon")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cari/?q=pohon")
    expect(page.get_by_role("link", name="Susun pohon kinerja")).to_be_visible()

    page.get_by_label("Kata atau kode").fill("a")
    page.keyboard.type("/b")
    expect(page.get_by_label("Kata atau kode")).to_have_value("a/b")
