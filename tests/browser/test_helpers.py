"""The helpers themselves: they pass a sound page, and name what is wrong with a bad one."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from portal.accounts.models import User
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens

SOUND = """<!doctype html><html lang="id"><title>Rapor</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<main><h1>Rapor Kota</h1><p>{}</p></main></html>"""


@both_screens
def test_sound_page_passes(page: Page) -> None:
    page.set_content(SOUND.format("Nilai SAKIP"))

    assert_no_sideways_scroll(page)
    assert_accessible(page)


@both_screens
def test_wide_page_is_named_with_what_sticks_out(page: Page) -> None:
    page.set_content(SOUND.format('<span id="wide" style="display:block; width:3000px">x</span>'))

    with pytest.raises(AssertionError, match=r"px too wide because of:(?s:.*)id=\"wide\""):
        assert_no_sideways_scroll(page)


def test_picture_without_a_text_is_named(page: Page) -> None:
    page.set_content(SOUND.format('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'))

    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)


def test_faint_text_in_the_dark_is_named(page: Page) -> None:
    page.set_content(
        SOUND.format(
            "<style>@media (prefers-color-scheme: dark) { main { background: #222; color: #333 } }</style>Nilai"
        )
    )

    with pytest.raises(AssertionError, match=r"\(dark\):(?s:.*)color-contrast"):
        assert_accessible(page)


def test_console_errors_are_gathered(page: Page, console_errors: list[str]) -> None:
    page.set_content(SOUND.format("Nilai"))

    page.evaluate("console.error('rusak')")
    page.evaluate("setTimeout(() => { throw new Error('putus') })")
    page.wait_for_timeout(200)

    assert console_errors == ["rusak", "putus"]
    console_errors.clear()


def test_signed_in_person_gets_past_the_door(page: Page, sign_in: Callable[[Page, User], None]) -> None:
    sign_in(page, User.objects.create_user("operator", password="rahasia-yang-panjang"))

    answer = page.goto(reverse("account_change_password"))

    assert answer is not None
    assert (answer.status, page.url.endswith(reverse("account_change_password"))) == (200, True)
