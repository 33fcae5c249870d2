"""An administrator brings last year's marks of two units out of a table, and the operator of one meets them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from portal.common.policy import Role
from scorecards.entries.models import Cycle
from tests import factories
from tests.browser.helpers import assert_accessible, assert_no_sideways_scroll, both_screens
from tests.scorecards.entries.conftest import World, make_world
from tests.scorecards.entries.helpers import open_sakip
from tests.scorecards.imports.tables import table

if TYPE_CHECKING:
    from portal.accounts.models import User

SignIn = Callable[[Page, "User"], None]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def past(world: World) -> Cycle:
    return open_sakip([world.unit, world.other_unit], score_year=2024, windows={})


def city_table(past: Cycle, folder: Path) -> Path:
    """Write the table of a whole year: every grade and every criterion of both units, with three faults."""
    rows: list[tuple[str, ...]] = [("Rekap nilai SAKIP 2024",), (), ("OPD", "Kode", "Kriteria", "Nilai", "Catatan")]
    for card in past.scorecards.select_related("unit").order_by("pk"):
        for entry in card.entries.select_related("node").order_by("node__position"):
            answer = "Ya" if entry.node.kind == "check" else "BB"
            rows.append((str(card.unit), entry.node.code, entry.node.name, answer, ""))
    rows += [("Dinas Lama", "1.a", "", "B", ""), ("Dinas Sosial", "9.z", "", "B", "")]
    file = folder / "Rekap 2024.xlsx"
    file.write_bytes(table(rows, before=["Sampul"]))
    return file


def test_from_the_citys_table_to_the_operators_page(
    world: World, past: Cycle, page: Page, sign_in: SignIn, tmp_path: Path
) -> None:
    sign_in(page, factories.make_member(Role.ADMIN, world.city))
    page.goto(f"/siklus/{past.pk}/")
    page.get_by_role("link", name="Nilai dari tabel").click()
    assert_accessible(page)
    page.get_by_label("Tabel", exact=True).set_input_files(city_table(past, tmp_path))
    page.get_by_role("button", name="Lanjut ke kolom").click()

    expect(page.get_by_label("OPD", exact=True)).to_have_value("0")
    expect(page.get_by_label("Baris judul kolom")).to_have_value("3")
    assert_accessible(page)
    page.get_by_role("button", name="Pratinjau").click()

    expect(page.get_by_text("184 nilai akan dimasukkan")).to_be_visible()
    page.get_by_role("link", name="Unit tidak dikenal").click()
    expect(page.get_by_role("row", name="A188")).to_contain_text("Dinas Lama")
    assert_accessible(page)
    page.get_by_role("button", name="Masukkan 184 nilai").click()

    expect(page.get_by_text("184 nilai dimasukkan").first).to_be_visible()
    page.context.clear_cookies()
    sign_in(page, world.operator)
    page.goto(f"/kartu-skor/{world.scorecard.pk}/1.a/")
    expect(page.get_by_text("Sumber: Rekap 2024.xlsx › Rekap › D4")).to_be_visible()
    page.get_by_role("button", name="Masih berlaku: bawa dari 2024").click()
    expect(page.get_by_text("Dibawa dari 2024: 7 baris")).to_be_visible()


@both_screens
def test_the_pages_fit(world: World, past: Cycle, page: Page, sign_in: SignIn, tmp_path: Path) -> None:
    sign_in(page, factories.make_member(Role.ADMIN, world.city))
    page.goto(f"/siklus/{past.pk}/tabel/")
    assert_no_sideways_scroll(page)
    page.get_by_label("Tabel", exact=True).set_input_files(city_table(past, tmp_path))
    page.get_by_role("button", name="Lanjut ke kolom").click()
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Pratinjau").click()
    assert_no_sideways_scroll(page)
    assert_accessible(page)
