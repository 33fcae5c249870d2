"""What the browser does to files before it sends them: photos made smaller, pictures pasted, hashes computed."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from portal.common import files
from scorecards.entries.models import EvidenceLink
from scorecards.evidence.models import Upload
from tests.browser.helpers import SCREENS
from tests.browser.uploading import choose, drag, open_entry, slow_down
from tests.scorecards.entries.conftest import World, make_world
from tests.scorecards.evidence.helpers import register
from tests.scorecards.evidence.pdfs import text_pdf

if TYPE_CHECKING:
    from portal.accounts.models import User


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def operator(world: World, page: Page, sign_in: Callable[[Page, "User"], None]) -> Page:
    """A page on which the operator is signed in."""
    sign_in(page, world.operator)
    return page


def test_a_photo_is_made_smaller_and_a_pasted_picture_is_taken(operator: Page, world: World, tmp_path: Path) -> None:
    open_entry(operator, world)
    photo = tmp_path / "foto.jpg"
    noise = Image.effect_noise((3000, 2000), 80).convert("RGB")
    noise.save(photo, quality=95)
    slow_down(operator, 300_000)

    choose(operator, photo)

    expect(operator.locator("[data-upload-note]")).to_contain_text("Foto dikecilkan: dari")
    slow_down(operator, -1)
    expect(operator.locator("#evidence-list .proof")).to_have_count(1, timeout=40_000)
    stored = EvidenceLink.objects.get().revision.file
    assert max(Image.open(io.BytesIO(files.read(stored.sha256))).size) == 1600
    assert stored.size < photo.stat().st_size

    operator.evaluate(
        """() => new Promise((done) => { const canvas = document.createElement("canvas");
        canvas.width = 40; canvas.height = 40;
        canvas.getContext("2d").fillRect(3, 3, 20, 20);
        canvas.toBlob((blob) => { const data = new DataTransfer();
            data.items.add(new File([blob], "image.png", { type: "image/png" }));
            document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
            done(); });
        })"""
    )
    expect(operator.locator("#evidence-list .proof")).to_have_count(2, timeout=40_000)
    assert EvidenceLink.objects.filter(revision__document__title__startswith="tangkapan-layar").count() == 1


def test_several_files_are_dragged_onto_the_pane_and_beside_it_nothing_happens(
    operator: Page, world: World, tmp_path: Path
) -> None:
    open_entry(operator, world)
    here = operator.url
    zone = operator.locator("[data-drop-zone]")
    paths = [tmp_path / f"Renja {year}.pdf" for year in (2023, 2024, 2025)]
    for path in paths:
        path.write_bytes(text_pdf(2, path.stem))

    drag(operator, zone, *paths, let_go=False)
    expect(zone).to_contain_class("is-over")
    drag(operator, operator.locator("h1"), *paths)
    expect(zone).not_to_contain_class("is-over")
    assert operator.url == here
    expect(operator.locator("#evidence-upload .upload")).to_have_count(0)

    drag(operator, zone, *paths)

    expect(operator.locator("#evidence-list .proof")).to_have_count(3, timeout=40_000)
    expect(zone).not_to_contain_class("is-over")
    stored = {files.read(link.revision.file.sha256) for link in EvidenceLink.objects.all()}
    assert stored == {path.read_bytes() for path in paths}


def test_only_a_pane_for_one_file_takes_the_first_of_several(operator: Page, world: World, tmp_path: Path) -> None:
    revision = register(world.operator, world.unit, "Renja")
    operator.goto(reverse("evidence:view", args=[revision.pk]))
    operator.get_by_text("Tambah revisi baru").click()
    paths = [tmp_path / f"Renja {number}.pdf" for number in (1, 2)]
    for path in paths:
        path.write_bytes(text_pdf(2, path.stem))

    drag(operator, operator.locator("[data-drop-zone]"), *paths)

    expect(operator.locator("main")).to_contain_text("Revisi 2")
    assert revision.document.revisions.count() == 2


def test_a_touch_screen_has_a_button_for_the_camera(
    world: World, new_context: Callable[..., BrowserContext], sign_in: Callable[[Page, "User"], None], tmp_path: Path
) -> None:
    photo = tmp_path / "image.jpg"
    Image.effect_noise((3000, 2000), 80).convert("RGB").save(photo, quality=95)
    phone = new_context(**SCREENS["phone"]).new_page()
    sign_in(phone, world.operator)
    open_entry(phone, world)
    expect(phone.get_by_text("atau seret ke sini")).to_be_hidden()
    camera = phone.get_by_label("Ambil foto")
    assert camera.get_attribute("capture") == "environment"

    with phone.expect_file_chooser() as chooser:
        phone.get_by_text("Ambil foto").tap()
    chooser.value.set_files(photo)

    expect(phone.locator("#evidence-list .proof")).to_have_count(1, timeout=40_000)
    link = EvidenceLink.objects.get()
    assert max(Image.open(io.BytesIO(files.read(link.revision.file.sha256))).size) == 1600
    assert link.revision.document.title.startswith("foto")
    assert Upload.objects.get().state == Upload.State.STORED


def test_with_a_mouse_there_is_no_camera_button(operator: Page, world: World) -> None:
    open_entry(operator, world)

    expect(operator.get_by_text("Ambil foto")).to_be_hidden()


def test_both_ways_of_hashing_agree_with_python(operator: Page, world: World) -> None:
    open_entry(operator, world)
    sizes = [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 300_001]

    found = operator.evaluate(
        """async (sizes) => { const { sha256, sha256InPieces } = await import("/static/js/upload/hash.js");
        const all = [];
        for (const size of sizes) {
            const file = new File([Uint8Array.from({ length: size }, (_, index) => (index * 31) % 251)], "x");
            all.push([await sha256(file), await sha256InPieces(file, 777)]);
        } return all; }""",
        sizes,
    )

    wanted = [hashlib.sha256(bytes((index * 31) % 251 for index in range(size))).hexdigest() for size in sizes]
    assert found == [[digest, digest] for digest in wanted]
