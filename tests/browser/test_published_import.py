"""An administrator brings published values out of a table: seen as they will be written, then written, then undone."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from portal.accounts.models import User
from scorecards.rankings.models import PublishedResult
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll
from tests.scorecards.rankings.pages import publish
from tests.scorecards.rankings.tables import csv_of, make_region, row

LONG = "https://contoh.example/berita/" + "pengumuman-hasil-evaluasi-" * 4


def test_from_the_table_to_the_values_and_back(
    page: Page, sign_in: Callable[[Page, User], None], transactional_db: None, tmp_path: Path
) -> None:
    city, others, admin = make_region()
    publish(city, "uji", 2024, value="70.00", source=LONG)
    wrong, right = tmp_path / "salah.csv", tmp_path / "nilai 2024.csv"
    wrong.write_bytes(csv_of(row(city, value="delapan", source="")))
    right.write_bytes(csv_of(row(city, source=f"{LONG}2"), *(row(one, rank=1, of=3) for one in others)))
    sign_in(page, admin)
    page.goto("/peringkat/diumumkan/")
    _assert_fits(page, tmp_path, "index")
    page.get_by_label("Tabel yang sudah diisi").set_input_files(wrong)
    page.get_by_role("button", name="Pratinjau").click()
    expect(page.get_by_role("row", name="D2")).to_contain_text("bukan angka")
    _assert_fits(page, tmp_path, "faults")

    page.get_by_role("link", name="Unggah lagi").click()
    page.get_by_label("Tabel yang sudah diisi").set_input_files(right)
    page.get_by_role("button", name="Pratinjau").click()
    expect(page.get_by_text("2 hasil baru, 1 berubah, 0 tetap")).to_be_visible()
    _assert_fits(page, tmp_path, "preview")
    page.get_by_role("button", name="Terapkan persis ini").click()
    expect(page.get_by_text("Diterapkan oleh")).to_be_visible()
    assert PublishedResult.objects.count() == 3
    _assert_fits(page, tmp_path, "applied")
    page.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_text("Diurungkan oleh")).to_be_visible()
    assert PublishedResult.objects.count() == 1


def _assert_fits(page: Page, folder: Path, name: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (390, 820, 1366, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            assert_no_sideways_scroll(page)
            page.screenshot(path=folder / f"{name}-{scheme}-{width}.png", full_page=True)
        assert_accessible(page)
