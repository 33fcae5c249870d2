"""Setting a target, and the weights of the composite, on every width, light and dark."""

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from portal.common.policy import Role
from scorecards.rankings.models import CompositePolicy, Target
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll
from tests.factories import make_member
from tests.scorecards.rankings.helpers import leader_of, make_city
from tests.scorecards.rankings.pages import decided_city, publish, release
from tests.scorecards.rankings.test_composite import open_pekppp

SignIn = Callable[[Page, User], None]


def assert_sound(page: Page) -> None:
    for width in (820, 1920, 390, 1366):
        page.set_viewport_size({"width": width, "height": 900})
        assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 900})
    assert_accessible(page)
    page.emulate_media(color_scheme="light")


def test_a_target_is_looked_at_saved_changed_and_brought_back(
    page: Page, sign_in: SignIn, transactional_db: None
) -> None:
    government, _ = make_city(0)
    publish(government, "rb", 2023, rank=8, rank_of=8)
    sign_in(page, leader_of(government))
    page.goto(reverse("rankings:targets"))
    assert_sound(page)
    page.get_by_role("link", name="Tetapkan target").click()
    page.get_by_label("Evaluasi").select_option("rb")
    page.get_by_label("Tahun nilai").fill("2026")
    page.get_by_label("Posisi sekarang: peringkat").fill("8")
    page.get_by_label("Target: peringkat").fill("2")
    page.get_by_label("Sampai 30 Juni: peringkat").fill("5")
    page.get_by_label("Siapa yang memintanya").fill("Arahan wali kota pada rapat pimpinan")
    page.get_by_role("button", name="Tampilkan jalur").click()
    expect(page.get_by_text("Dari peringkat 8 ke 2 untuk tahun nilai 2026").first).to_be_attached()
    assert_sound(page)
    page.get_by_role("button", name="Simpan target").click()
    expect(page.get_by_text("Target tersimpan.")).to_be_visible()

    page.get_by_role("link", name="Ubah target").click()
    page.get_by_label("Target: peringkat").fill("3")
    page.get_by_role("button", name="Tampilkan jalur").click()
    page.get_by_role("button", name="Simpan target").click()
    expect(page.get_by_role("heading", name="peringkat 8 → 3")).to_be_visible()
    assert_sound(page)
    page.get_by_role("button", name="Kembalikan").click()
    expect(page.get_by_role("heading", name="peringkat 8 → 2")).to_be_visible()
    assert [step.rank for step in Target.objects.get().path] == [5, 2]


def test_weights_are_set_after_a_look_at_what_they_change(page: Page, sign_in: SignIn, transactional_db: None) -> None:
    government, units, cycle = decided_city(3)
    release(cycle)
    release(open_pekppp(cycle, units[:2], ("3.00", "4.50")))
    sign_in(page, make_member(Role.ADMIN, government))
    page.goto(reverse("rankings:composite-policy"))
    for name, weight in (("w_rb", ""), ("w_sakip", "50%"), ("w_pekppp", "1/2")):
        if page.locator(f"[name={name}]").count():
            page.locator(f"[name={name}]").fill(weight)
    page.get_by_label("Sebarkan bobot").check()
    page.get_by_label("Alasan").fill("Keputusan wali kota")
    page.get_by_role("button", name="Tampilkan dampaknya").click()
    expect(page.get_by_role("heading", name="Dampak bobot ini")).to_be_visible()
    assert_sound(page)
    page.get_by_role("button", name="Berlakukan bobot ini").click()
    expect(page.get_by_text("Bobot tersimpan.")).to_be_visible()
    assert CompositePolicy.objects.get().weights == {"sakip": "1/2", "pekppp": "1/2"}

    sign_in(page, leader_of(government))
    page.goto(reverse("rankings:composite"))
    expect(page.get_by_text("(tidak dikenakan: PEKPPP)")).to_be_visible()
    assert_sound(page)
