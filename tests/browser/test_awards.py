"""From nominations to a certificate that everybody can check: the committee, a juror, and a stranger with the paper."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from awards.certificates.models import Certificate
from awards.jury import services
from portal.accounts.models import User
from portal.common import work
from portal.common.policy import Role
from tests.awards.helpers import make_category, make_committee, make_open_round, make_series, make_signatory
from tests.awards.jury.helpers import add_criteria, make_juror
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, every_width
from tests.factories import make_government, make_member

SignIn = Callable[[Page, User], None]
MARKS = {"Tim Satu": ("70", "80"), "Tim Dua": ("90", "85,5")}
WIDTHS = (390, 1366)


@pytest.mark.usefixtures("transactional_db")
def test_from_nominations_to_a_certificate_that_verifies(page: Page, sign_in: SignIn) -> None:
    home = make_government(name="Kota Pangkalpinang", is_home=True, is_demo=True)
    award_round = make_open_round(home)
    add_criteria(make_category(award_round, []))
    committee, juror = make_committee(home), make_member(Role.JUROR, home)
    make_juror(award_round, juror)
    services.set_rules(round_id=award_round.pk, values={"jurors_each": 1, "titles": "Terbaik I"}, version=0)
    make_series(home)
    make_signatory(home)

    sign_in(page, committee)
    nominate(page, award_round.pk)
    page.goto(reverse("jury:setup", args=[award_round.pk]))
    check(page)
    page.get_by_role("button", name="Lanjut ke tahap berikutnya").click()
    page.goto(reverse("rounds:nominations", args=[award_round.pk]))
    check(page)
    page.get_by_role("button", name="Terima sisanya").click()
    page.goto(reverse("jury:setup", args=[award_round.pk]))
    page.get_by_role("button", name="Lanjut ke tahap berikutnya").click()
    expect(page.get_by_text("Siapa menilai apa")).to_be_visible()
    check(page)

    sign_in_again(page, sign_in, juror)
    for name, marks in MARKS.items():
        score(page, award_round.pk, name, marks)

    sign_in_again(page, sign_in, committee)
    page.goto(reverse("jury:setup", args=[award_round.pk]))
    page.get_by_role("button", name="Lanjut ke tahap berikutnya").click()
    page.goto(reverse("jury:session", args=[award_round.pk]))
    expect(page.get_by_role("paragraph").filter(has_text="88,20")).to_be_visible()  # 60 % of 90 and 40 % of 85,5
    check(page)
    decide(page, award_round.pk)
    issue(page)

    page.context.clear_cookies()
    page.goto(reverse("certificates:verify", args=[Certificate.objects.get().public_id]))
    expect(page.get_by_role("heading", name="Sah")).to_be_visible()
    expect(page.get_by_text("Tim Dua")).to_be_visible()


def nominate(page: Page, round_pk: int) -> None:
    """Enter both teams."""
    for name in MARKS:
        page.goto(reverse("rounds:nominate", args=[round_pk]))
        page.get_by_label("Jenis penerima").select_option(label="Tim")
        page.get_by_label("Nama seperti dicetak").fill(name)
        if name == "Tim Satu":
            check(page)
        page.get_by_role("button", name="Nominasikan").click()
        expect(page.get_by_role("link", name=name)).to_be_visible()


def score(page: Page, round_pk: int, name: str, marks: tuple[str, ...]) -> None:
    """Give a mark for each criterion, see each saved, and hand the sheet in."""
    page.goto(reverse("jury:own", args=[round_pk]))
    page.get_by_role("link", name=name).click()
    fields = page.get_by_label(re.compile(r"^Nilai"))
    for place, mark in enumerate(marks):
        fields.nth(place).fill(mark)
        fields.nth(place).blur()
        expect(page.locator("[data-autosave-state=saved]")).to_have_count(place + 1)
    check(page)
    page.get_by_role("button", name="Serahkan").click()
    expect(page.get_by_role("button", name="Serahkan")).to_have_count(0)


def decide(page: Page, round_pk: int) -> None:
    """Draw up the minutes and lock them."""
    page.goto(reverse("jury:decision", args=[round_pk]))
    expect(page.get_by_text("Terbaik I Tim Dua")).to_be_visible()
    check(page)
    page.get_by_label("Nomor berita acara").fill("000.9/BA-1/2024")
    page.get_by_label("Tanggal berita acara").fill("2024-12-02")
    page.get_by_role("button", name="Susun berita acara").click()
    expect(page.get_by_role("button", name="Kunci putusan")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Kunci putusan").click()
    expect(page.get_by_role("link", name="Terbitkan piagam")).to_be_visible()
    check(page)


def issue(page: Page) -> None:
    """Issue the one certificate."""
    page.get_by_role("link", name="Terbitkan piagam").click()
    page.get_by_role("button", name="Terbitkan").click()
    work.drain("bulk")
    expect(page.get_by_text("1 dari 1", exact=True)).to_be_visible()


def sign_in_again(page: Page, sign_in: SignIn, user: User) -> None:
    """Let somebody else use the browser."""
    page.context.clear_cookies()
    sign_in(page, user)


def check(page: Page) -> None:
    """Fail on what axe finds in light and dark and on sideways scrolling, on a phone and on a laptop."""
    for _ in every_width(page, *WIDTHS):
        assert_no_sideways_scroll(page)
        assert_accessible(page)
