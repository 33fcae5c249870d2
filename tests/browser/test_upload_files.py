"""What the browser does to files before it sends them: photos made smaller, pictures pasted, hashes computed."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from portal.common import files
from scorecards.entries.models import EvidenceLink
from tests.browser.uploading import choose, open_entry, slow_down
from tests.scorecards.entries.conftest import World, make_world

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
