"""The evaluator at work: from the queue through the desk, by hand, by keys and without scripts."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from portal.accounts.models import User
from portal.common.policy import Role
from scorecards.entries.models import Cycle, Entry
from scorecards.reviews.models import Decision
from scorecards.reviews.services import send_back
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens
from tests.factories import make_member
from tests.scorecards.reviews.helpers import City, claim_merit, fill, hand_in, make_city, open_city_cycle, prove

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, User], None]


@pytest.fixture
def city() -> City:
    """One unit that claims three grades, the first with a document."""
    city = make_city()
    for code in ("1.a", "1.b", "1.c"):
        fill(city.entry(code), "BB")
    prove(city.entry("1.a.1"), "Renja 2025", page=2)
    hand_in(city.scorecard())
    return city


def standing(city: City) -> list[tuple[str, str, str]]:
    """Every decision: code, outcome, grade."""
    return list(Decision.objects.values_list("entry__node__code", "outcome", "level"))


@both_screens
def test_from_the_queue_through_all_entries(page: Page, city: City, sign_in: SignIn) -> None:
    sign_in(page, city.evaluator)
    page.goto("/penilaian/")
    assert_no_sideways_scroll(page)
    assert_accessible(page)

    page.get_by_role("link", name="Mulai dari yang pertama").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1.a")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.get_by_role("button", name="Terima BB").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("1.b")
    expect(page.get_by_role("status").filter(has_text="Diterima: Dinas 01, 1.a dengan nilai BB.")).to_be_visible()
    page.get_by_role("link", name="Kembalikan").click()
    page.get_by_label("Dokumen tidak dapat dibuka atau tidak terbaca.").check()
    page.get_by_label("Dengan kata-kata sendiri").fill("Unggah ulang berkasnya.")
    assert_accessible(page)
    page.get_by_role("button", name="Kembalikan dengan alasan ini").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("1.c")
    page.get_by_role("radio", name="CC", exact=True).check()
    page.get_by_label("Catatan untuk OPD").fill("Belum dimanfaatkan untuk penganggaran.")
    page.get_by_role("button", name="Terima CC").click()

    expect(page.get_by_role("heading", name="Tidak ada yang menunggu")).to_be_visible()
    assert standing(city) == [("1.a", "accepted", "BB"), ("1.b", "returned", ""), ("1.c", "accepted", "CC")]
    assert_accessible(page)


def test_another_number_than_the_claim_asks_for_a_note(page: Page, city: City, sign_in: SignIn) -> None:
    entry = claim_merit(city, Decimal("312.25"))
    sign_in(page, city.evaluator)
    page.goto(f"/penilaian/{entry.pk}/")
    note = page.get_by_label("Catatan untuk OPD")
    expect(page.get_by_role("button", name="Terima 312,25")).to_be_visible()
    expect(note).to_be_hidden()

    page.locator("#accept-level").fill("310,5")
    expect(note).to_be_visible()
    page.get_by_role("button", name="Terima 310,5").click()
    assert not Decision.objects.exists()
    note.fill("Menurut surat KASN.")
    page.get_by_role("button", name="Terima 310,5").click()

    expect(page.get_by_role("status").filter(has_text="B16 dengan nilai 310,5.")).to_be_visible()


def test_where_the_unit_only_reports_no_note_is_asked_for(page: Page, city: City, sign_in: SignIn) -> None:
    card = open_city_cycle(city, "pekppp/2022", Cycle.Subject.LOKUS).scorecards.get()
    entry = card.entries.get(node__code="2")
    Entry.objects.filter(pk=entry.pk).update(state=Entry.State.SUBMITTED)
    sign_in(page, city.evaluator)
    page.goto(f"/penilaian/{entry.pk}/")
    expect(page.get_by_label("Catatan untuk OPD")).to_be_visible()

    page.get_by_role("radio", name="4", exact=True).check()
    page.get_by_role("button", name="Terima 4").click()

    expect(page.get_by_role("status").filter(has_text="dengan nilai 4.")).to_be_visible()


def test_one_key_for_a_clean_entry_and_a_few_for_the_others(page: Page, city: City, sign_in: SignIn) -> None:
    sign_in(page, city.evaluator)
    page.goto(f"/penilaian/{city.entry('1.a').pk}/")
    heading = page.get_by_role("heading", level=1)

    page.keyboard.press("a")
    expect(heading).to_contain_text("1.b")

    page.keyboard.press("5")
    expect(page.get_by_role("button", name="Terima CC")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_label("Catatan untuk OPD")).to_be_focused()
    page.keyboard.type("Kurang: aka 1n")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(heading).to_contain_text("1.c")

    page.keyboard.press("k")
    page.keyboard.press("2")
    page.keyboard.press("a")  # no accident while returning
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Tidak ada yang menunggu")).to_be_visible()

    assert standing(city) == [("1.a", "accepted", "BB"), ("1.b", "accepted", "CC"), ("1.c", "returned", "")]
    reasons = list(Decision.objects.values_list("reason", flat=True))
    assert reasons == ["", "Kurang: aka 1n", "Halaman bukti belum ditandai atau salah."]


def test_keys_walk_without_deciding(page: Page, city: City, sign_in: SignIn) -> None:
    sign_in(page, city.evaluator)
    page.goto(f"/penilaian/{city.entry('1.a').pk}/")
    heading = page.get_by_role("heading", level=1)

    for key, code in (("n", "1.b"), ("Alt+ArrowDown", "1.c"), ("p", "1.b"), ("Alt+ArrowUp", "1.a")):
        page.keyboard.press(key)
        expect(heading).to_contain_text(code)
        page.wait_for_load_state()  # the keys work once the page's scripts do

    assert standing(city) == []


def test_keys_can_be_switched_off_on_a_device(page: Page, city: City, sign_in: SignIn) -> None:
    sign_in(page, city.evaluator)
    page.goto(f"/penilaian/{city.entry('1.a').pk}/")
    page.keyboard.press("?")
    assert_accessible(page)
    page.get_by_label("Pakai pintasan di perangkat ini").uncheck()
    page.get_by_role("button", name="Tutup", exact=True).click()

    page.reload()
    page.keyboard.press("a")
    page.wait_for_timeout(300)

    assert standing(city) == []
    expect(page.get_by_role("heading", level=1)).to_contain_text("1.a")


@both_screens
def test_a_document_opens_at_its_page_beside_the_case(page: Page, city: City, sign_in: SignIn, screen: str) -> None:
    sign_in(page, city.evaluator)
    page.goto(f"/penilaian/{city.entry('1.a').pk}/")

    if screen == "phone":
        page.get_by_role("link", name="Renja 2025").click()

    expect(page.locator("#desk-viewer canvas")).to_be_visible()
    expect(page.locator("#desk-viewer [data-pdf-page]")).to_have_value("2")
    expect(page.locator("#desk-viewer [data-pdf-text]")).to_contain_text("Halaman 2 dari 3")
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_all_of_it_works_without_scripts(
    new_context: Callable[..., BrowserContext], city: City, sign_in: SignIn, base_url: str
) -> None:
    page = new_context(java_script_enabled=False, viewport={"width": 1366, "height": 768}).new_page()
    sign_in(page, city.evaluator)
    page.goto(f"{base_url}/penilaian/{city.entry('1.a').pk}/")

    page.get_by_role("link", name="Renja 2025").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Renja 2025")
    page.go_back()
    page.get_by_role("button", name="Terima").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1.b")
    page.locator("summary", has_text="Kembalikan ke OPD").click()
    page.get_by_label("Dokumen untuk tahun yang berbeda.").check()
    page.get_by_role("button", name="Kembalikan dengan alasan ini").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("1.c")
    assert standing(city) == [("1.a", "accepted", "BB"), ("1.b", "returned", "")]


def test_a_conflict_tells_what_changed_and_keeps_what_was_typed(
    page: Page, city: City, sign_in: SignIn, console_errors: list[str]
) -> None:
    entry = city.entry("1.a")
    sign_in(page, city.evaluator)
    page.goto(f"/penilaian/{entry.pk}/")
    page.get_by_role("radio", name="CC", exact=True).check()
    page.get_by_label("Catatan untuk OPD").fill("Belum disahkan.")
    send_back(
        entry_id=entry.pk,
        reason="Halaman salah.",
        seen_version=1,
        by=make_member(Role.EVALUATOR, city.government, "rekan"),
    )
    fill(entry, "B", met=5)
    hand_in(city.scorecard())

    page.get_by_role("button", name="Terima CC").click()

    told = page.get_by_role("alert")
    expect(told).to_contain_text("Belum diputuskan")
    expect(told).to_contain_text("Akun rekan mengembalikannya: Halaman salah.")
    expect(told).to_contain_text("Klaim: BB → B")
    expect(page.get_by_label("Catatan untuk OPD")).to_have_value("Belum disahkan.")
    assert_accessible(page)
    page.get_by_role("button", name="Terima CC").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1.b")
    assert Entry.objects.get(pk=entry.pk).state == "fixed"
    assert [error for error in console_errors if "409" not in error] == []
    console_errors.clear()


@both_screens
def test_progress_and_release(page: Page, city: City, sign_in: SignIn) -> None:
    sign_in(page, city.evaluator)
    page.goto(f"/penilaian/{city.entry('1.a').pk}/")
    page.get_by_role("button", name="Terima BB").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1.b")

    page.goto("/penilaian/kemajuan/")
    expect(page.get_by_role("row", name="Dinas 01")).to_contain_text("1 dari 12")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.get_by_role("link", name="Rilis nilai").click()
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.get_by_label("Rilis meskipun belum semua nilai ditetapkan").check()
    page.get_by_role("button", name="Rilis nilai").click()

    expect(page.get_by_text("merilisnya ketika 1 dari 12 nilai sudah ditetapkan")).to_be_visible()
    city.cycle.refresh_from_db()
    assert city.cycle.marks_released_at is not None
