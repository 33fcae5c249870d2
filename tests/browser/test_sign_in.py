"""The door: a person signs in with name and password, by the page that everybody sees first."""

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from portal.common.policy import Role
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens
from tests.factories import make_membership, make_unit, make_user


@both_screens
def test_sign_in_page_and_sign_in(page: Page, base_url: str, transactional_db: None) -> None:
    unit = make_unit()
    make_membership(make_user("operator", password="rahasia-yang-panjang"), Role.OPERATOR, unit)

    page.goto(reverse("account_login"))
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.locator("[name=login]").fill("operator")
    page.locator("[name=password]").fill("rahasia-yang-panjang")
    page.locator("[name=password]").press("Enter")

    expect(page).to_have_url(base_url + reverse(settings.LOGIN_REDIRECT_URL))
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_stranger_is_led_to_the_door(page: Page, transactional_db: None) -> None:
    page.goto(reverse(settings.LOGIN_REDIRECT_URL))

    assert reverse("account_login") in page.url
