"""Checking certificates in the browser: the same rule as the server's, on line and with the network off."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from awards.certificates import offline, selectors
from awards.certificates.models import Certificate
from awards.domain.jws import encode
from awards.domain.verdicts import cases, judge
from portal.common import files
from tests.awards.helpers import make_issued, revoke
from tests.browser.helpers import SCREENS, assert_accessible, assert_no_sideways_scroll
from tests.factories import make_government


@pytest.fixture
def certificate(transactional_db: None) -> Certificate:
    """An issued certificate of a demo."""
    return make_issued(make_government(name="Kota Pangkalpinang", is_home=True, is_demo=True))


def file_of(certificate: Certificate) -> bytes:
    return files.read(certificate.revisions.get().sha256)


def each_width(page: Page) -> Iterator[None]:
    """Walk a phone and a desk on the same page, and look at it in light and dark."""
    for name in SCREENS:
        page.set_viewport_size(SCREENS[name]["viewport"])
        yield
        assert_no_sideways_scroll(page)
        assert_accessible(page)


def drop(page: Page, name: str, content: bytes) -> None:
    """Drop a file on the zone, as from a folder."""
    page.evaluate(
        """([name, text]) => {
          const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], name, { type: "application/pdf" }));
          document.querySelector("[data-drop]").dispatchEvent(
            new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        [name, encode(content)],
    )


def choose(page: Page, name: str, content: bytes) -> None:
    file: Any = {"name": name, "mimeType": "application/pdf", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)


def test_rule_of_the_script_is_that_of_the_server(page: Page, certificate: Certificate) -> None:
    every = list(cases())
    page.goto(reverse("certificates:check"))

    found = page.evaluate(
        "(cases) => import('/static/js/certificate.js').then(({ judge }) => cases.map(judge))",
        [{"signature": c.signature, "source": c.source, "state": c.state, "file": c.file} for c in every],
    )

    assert found == [str(judge(case)) for case in every]


def test_page_behind_the_qr_code_reads_the_seal_and_files(page: Page, certificate: Certificate) -> None:
    data = certificate.newest.words
    path = selectors.address_of(certificate.public_id, 1)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    page.goto(f"{path}#{data.seal}")
    answer = page.locator("[data-server-answer]")
    expect(answer.get_by_text("Asli, dan isinya sama")).to_be_visible()
    expect(answer.get_by_role("heading", name="Sah")).to_be_visible()

    content = file_of(certificate)
    for _width in each_width(page):
        drop(page, "piagam.pdf", content)
        expect(page.locator("[data-answer]").get_by_role("heading", name="Sah")).to_be_visible()
        choose(page, "berubah.pdf", content + b"\n")
        expect(page.locator("[data-answer]").get_by_role("heading", name="Isi berbeda")).to_be_visible()
        expect(page.locator("[data-answer]").get_by_text("berubah.pdf")).to_be_visible()
    assert not [request for request in sent if not request.startswith("GET ") or data.seal in request]

    other = make_issued(certificate.government)
    page.goto("about:blank")
    page.goto(f"{path}#{other.newest.words.seal}")  # a code that points to another certificate than it seals
    expect(answer.get_by_role("heading", name="Isi berbeda")).to_be_visible()
    page.goto("about:blank")
    page.goto(f"{path}#{data.seal[:-4]}AAAA")
    expect(answer.get_by_role("heading", name="Isi berbeda")).to_be_visible()


def test_offline_page_answers_with_the_network_off(page: Page, certificate: Certificate, tmp_path: Path) -> None:
    whole = file_of(certificate)
    revoked = revoke(make_issued(certificate.government))
    copy = tmp_path / "periksa.html"
    copy.write_text(offline.offline_page(certificate.government))
    newer = make_issued(certificate.government)

    page.context.set_offline(True)
    page.goto(f"file://{copy}#{certificate.newest.words.seal}")
    answer = page.locator("[data-answer]")
    expect(answer.get_by_role("heading", name="Sah")).to_be_visible()
    expect(answer.get_by_text("Dinas Kesehatan")).to_be_visible()
    expect(answer.get_by_text("9 Januari 2025")).to_be_visible()
    expect(answer.get_by_text("Karangan, bukan penghargaan sungguhan.")).to_be_visible()

    for _width in each_width(page):
        for name, content, title in (
            ("sah.pdf", whole, "Sah"),
            ("tambah.pdf", whole + b" ", "Isi berbeda"),
            ("ubah.pdf", whole[:900] + b"?" + whole[901:], "Isi berbeda"),
            ("cabut.pdf", file_of(revoked), "Dicabut"),
            ("baru.pdf", file_of(newer), "Asli tetapi status belum dapat diperiksa"),
            ("asing.pdf", b"%PDF-1.7 asing", "Tidak dikenal"),
        ):
            drop(page, name, content)
            expect(answer.get_by_text(name)).to_be_visible()
            expect(answer.get_by_role("heading", name=title)).to_be_visible()

    page.get_by_label("alamat yang terbaca dari kode QR").fill(revoked.newest.words.sealed_url)
    page.get_by_role("button", name="Periksa", exact=True).click()
    expect(answer.get_by_role("heading", name="Dicabut")).to_be_visible()

    page.clock.set_fixed_time("2031-01-01T00:00:00Z")  # the same page years later
    drop(page, "lama.pdf", whole)
    expect(answer.get_by_text("lama.pdf")).to_be_visible()
    expect(answer.get_by_role("heading", name="Asli tetapi status belum dapat diperiksa")).to_be_visible()


def test_page_for_files_lists_what_to_keep(page: Page, certificate: Certificate) -> None:
    page.goto(reverse("certificates:check"))

    for _width in each_width(page):
        expect(page.get_by_role("link", name="Halaman pemeriksa tanpa internet: Kota Pangkalpinang")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Halaman pemeriksa tanpa internet").click()
    assert "status-list" in download.value.path().read_text()
