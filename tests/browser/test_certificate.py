"""The committee's way: from a decided round to a certificate that anybody can check, on a phone and on a laptop."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from awards.certificates.models import Certificate
from awards.rounds.models import Round
from portal.accounts.models import User
from portal.common import files, work
from tests.awards.helpers import issue_all, make_committee, make_decided_round, make_series, make_signatory
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens
from tests.factories import make_government

SignIn = Callable[[Page, User], None]
NAMES = (
    "Dinas Kesehatan",
    "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana",
    "Kecamatan Rangkui",
)


@pytest.fixture
def award_round(transactional_db: None) -> Round:
    """A decided round with three winners, a register and a signatory in office."""
    home = make_government(name="Kota Pangkalpinang", is_home=True, is_demo=True)
    decided = make_decided_round(NAMES, home)
    make_series(home)
    make_signatory(home)
    return decided


@both_screens
def test_from_the_decided_round_to_the_public_page(page: Page, award_round: Round, sign_in: SignIn) -> None:
    sign_in(page, make_committee(award_round.government))
    page.goto(reverse("rounds:index"))
    _check(page)

    page.get_by_role("link", name="Penghargaan Inovasi Daerah 2024").click()
    _check(page)
    page.get_by_role("link", name="Terbitkan piagam").click()
    expect(page.get_by_text("000.9.6.1/001/BAPPERIDA/2025")).to_be_visible()
    expect(page.get_by_text("000.9.6.1/003/BAPPERIDA/2025")).to_be_visible()
    _check(page)

    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_text("0 dari 3")).to_be_visible()
    _check(page)
    work.drain("bulk", limit=1)
    expect(page.get_by_text("1 dari 3")).to_be_visible()  # the bar asks by itself
    work.drain("bulk")
    expect(page.get_by_text("3 dari 3", exact=True)).to_be_visible()
    _check(page)

    page.get_by_role("link", name="Lihat piagam").click()
    page.get_by_role("link", name="000.9.6.1/002/BAPPERIDA/2025").click()
    _check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh PDF").click()
    certificate = Certificate.objects.get(sequence=2)
    assert download.value.suggested_filename == "000.9.6.1-002-BAPPERIDA-2025.pdf"
    assert download.value.path().read_bytes() == files.read(certificate.revisions.get().sha256)

    address = page.get_by_role("link", name="Halaman publik").get_attribute("href")
    page.context.clear_cookies()  # from here on a stranger with the paper in hand
    page.goto(str(address))
    expect(page.get_by_role("heading", name="Sah")).to_be_visible()
    expect(page.get_by_text(NAMES[1])).to_be_visible()
    assert page.context.cookies() == []
    _check(page)


@both_screens
def test_corrected_then_revoked_by_two(page: Page, award_round: Round, sign_in: SignIn) -> None:
    first, second = make_committee(award_round.government), make_committee(award_round.government)
    issue_all(award_round)
    work.drain("bulk")
    certificate = Certificate.objects.get(sequence=1)
    address = reverse("certificates:detail", args=[certificate.pk])

    sign_in(page, first)
    page.goto(address)
    page.get_by_role("link", name="Koreksi").click()
    page.get_by_label("Penerima seperti dicetak").fill("Dinas Kesehatan dan Keluarga Berencana")
    page.get_by_label("Alasan").fill("Nama penerima salah tulis")
    _check(page)
    page.get_by_role("button", name="Buat piagam koreksi").click()
    expect(page.get_by_text("0 dari 1")).to_be_visible()
    work.drain("bulk")
    page.goto(address)
    expect(page.get_by_text("Diganti")).to_be_visible()
    page.get_by_role("link", name="Cabut piagam").click()
    page.get_by_label("Alasan").fill("Karya ternyata bukan milik penerima")
    _check(page)
    page.get_by_role("button", name="Usulkan pencabutan").click()
    expect(page.get_by_role("button", name="Tarik usulan")).to_be_visible()
    _check(page)

    page.context.clear_cookies()
    sign_in(page, second)
    page.goto(address)
    page.get_by_role("button", name="Setujui: cabut").click()
    expect(page.get_by_text("Piagam dicabut.")).to_be_visible()
    _check(page)
    page.goto(reverse("certificates:register"))
    expect(page.get_by_text("2 terbit, 0 sedang dibuat, 1 dicabut, 0 batal.")).to_be_visible()
    expect(page.get_by_text("Revisi 2: Nama penerima salah tulis")).to_be_visible()
    _check(page)


COUNT_PRESSES = """
addEventListener("click", () => sessionStorage.presses = 1 + Number(sessionStorage.presses || 0), true);
"""


def test_from_the_locked_decision_to_all_issued_in_at_most_eight_presses(
    page: Page, transactional_db: None, sign_in: SignIn
) -> None:
    home = make_government(name="Kota Pangkalpinang", is_home=True)
    award_round = make_decided_round([f"Tim {number}" for number in range(1, 13)], home)
    make_series(home)
    make_signatory(home)
    sign_in(page, make_committee(home))
    page.goto(reverse("rounds:detail", args=[award_round.pk]))
    page.add_init_script(COUNT_PRESSES)
    page.reload()

    page.get_by_role("link", name="Terbitkan piagam").click()
    expect(page.get_by_text("Sudah diperiksa: tidak ada masalah.")).to_be_visible()
    page.get_by_role("button", name="Terbitkan").click()
    work.drain("bulk")
    expect(page.get_by_text("12 dari 12", exact=True)).to_be_visible()
    page.get_by_role("link", name="Lihat piagam").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Semua berkas (ZIP)").click()

    assert download.value.suggested_filename == "penghargaan-inovasi-daerah-2024.zip"
    assert Certificate.objects.filter(state="issued").count() == 12
    assert 1 <= int(page.evaluate("sessionStorage.presses")) <= 8


def test_unknown_certificate(page: Page, award_round: Round, console_errors: list[str]) -> None:
    page.goto(reverse("certificates:verify", args=["tidak-ada"]))

    expect(page.get_by_role("heading", name="Tidak dikenal")).to_be_visible()
    _check(page)
    assert [error for error in console_errors if "404" not in error] == []
    console_errors.clear()  # Chromium notes the 404 itself


def test_round_can_be_issued_without_scripts(
    new_context: Callable[..., object], award_round: Round, sign_in: SignIn
) -> None:
    page = new_context(java_script_enabled=False).new_page()  # type: ignore[attr-defined]  # a BrowserContext
    sign_in(page, make_committee(award_round.government))
    page.goto(reverse("certificates:issue", args=[award_round.pk]))

    page.get_by_role("button", name="Terbitkan").click()
    work.drain("bulk")
    page.get_by_role("link", name="Muat ulang").click()

    expect(page.get_by_text("3 dari 3", exact=True)).to_be_visible()


def _check(page: Page) -> None:
    """Fail on anything that axe finds, in light and dark, and on sideways scrolling."""
    assert_no_sideways_scroll(page)
    assert_accessible(page)
