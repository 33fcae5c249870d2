"""An objection from the released mark to the second reader's answer, on a phone and on a laptop."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from portal.common.policy import Role
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens
from tests.factories import make_member
from tests.scorecards.reviews.helpers import make_city, person
from tests.scorecards.reviews.test_objections import fixed

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, User], None]


@both_screens
def test_a_head_objects_and_the_second_reader_answers(page: Page, sign_in: SignIn, console_errors: list[str]) -> None:
    city = make_city()
    entry, other = fixed(city), make_member(Role.EVALUATOR, city.government)

    sign_in(page, person(entry, Role.HEAD))
    page.goto("/penilaian/sanggah/")
    _check(page)
    page.get_by_role("link", name="1.a").first.click()
    expect(page.get_by_role("heading", name="Sanggah nilai ini")).to_be_visible()
    _check(page)
    page.get_by_label("Mengapa nilai itu tidak tepat").fill("Ada di halaman 2.")
    page.get_by_label("Nilai yang benar").select_option("BB")
    page.get_by_role("button", name="Ajukan sanggahan").click()
    expect(page.get_by_text("Pilih sedikitnya satu dokumen.").first).to_be_visible()
    expect(page.get_by_label("Mengapa nilai itu tidak tepat")).to_have_value("Ada di halaman 2.")
    assert [error for error in console_errors if "422" not in error] == []
    console_errors.clear()  # Chromium notes the 422 itself
    page.get_by_label("Renja, hlm. 2").check()
    page.get_by_role("button", name="Ajukan sanggahan").click()
    expect(page.get_by_text("Sanggahan Anda diajukan.").first).to_be_visible()
    _check(page)

    page.context.clear_cookies()
    sign_in(page, other)
    page.goto("/")
    page.get_by_role("link", name="1.a").first.click()
    expect(page.locator("[data-pdf-canvas]")).to_be_visible()
    _check(page)
    page.get_by_label("Nilai mulai sekarang").select_option("BB")
    page.get_by_label("Pertimbangan").fill("Benar, ada di halaman 2.")
    page.get_by_role("button", name="Jawab dan jadikan nilai final").click()
    expect(page.get_by_text("Nilai diubah").first).to_be_visible()
    _check(page)

    entry.refresh_from_db()
    assert (entry.state, entry.marks.get(party="evaluator").level) == ("final", "BB")


def _check(page: Page) -> None:
    assert_no_sideways_scroll(page)
    assert_accessible(page)
