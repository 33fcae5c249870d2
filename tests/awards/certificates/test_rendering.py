"""The paper itself: equal bytes, embedded fonts, a QR code that scanners read, and nothing that runs off the page."""

import hashlib
import io
import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pypdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from awards.certificates import designs, rendering, services, signing
from awards.domain.certificate import CertificateData, SignatoryData
from awards.domain.credentials import credential
from awards.domain.seals import read_token, seal_of
from tests.awards.helpers import DATA, FROZEN_AT, data_with
from tests.conftest import ROOT

LONGEST = data_with(
    recipient=("Tim Kolaborasi Percepatan Penurunan Stunting " + "Kelurahan dan Puskesmas Wilayah Kota " * 5)[
        :199
    ].strip(),
    title=("Terbaik Harapan III dan " * 4)[:79].strip(),
    category=("Kategori Perangkat Daerah dan Kecamatan " * 3)[:119].strip(),
    work=("Gerakan Bersama Masyarakat " * 8)[:199].strip(),
    occasion=("Lomba Gerakan Sekolah Sehat " * 6)[:159].strip(),
    signatory=SignatoryData("Pj.", "Wali Kota Pangkalpinang", "(nama pejabat)", "Pembina, NIP (contoh)", "Keputusan"),
)


SIGNER = signing.Signer(ec.derive_private_key(7, ec.SECP256R1()))
SEALED = services.sealed(DATA, SIGNER)


def render(data: CertificateData = SEALED, *, preview: bool = False, design: str = "piagam") -> bytes:
    return rendering.certificate_pdf(data, designs.newest(design), frozen_at=FROZEN_AT, preview=preview)


def read(pdf: bytes) -> Any:
    """Open a PDF, untyped: pypdf's types do not know what its objects hold."""
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return " ".join(read(pdf).pages[0].extract_text().split())


def test_same_data_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import django; django.setup()\n"
        "import hashlib\n"
        "from tests.awards.certificates.test_rendering import render\n"
        "print(hashlib.sha256(render()).hexdigest())\n"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.split() == [hashlib.sha256(render()).hexdigest()]


@pytest.mark.parametrize("data", [DATA, LONGEST, data_with(recipient="A")], ids=["usual", "longest", "shortest"])
@pytest.mark.parametrize("design", designs.BUNDLED)
def test_certificate_is_one_landscape_page(data: CertificateData, design: str) -> None:
    pages = read(render(data, design=design)).pages

    assert len(pages) == 1
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [842, 595]


def test_everything_is_printed_and_the_year_has_no_separator() -> None:
    text = text_of(render(data_with(work="Inovasi Sehat", decision_number="400.7/01/BA/2025")))

    for part in (
        "PIAGAM PENGHARGAAN",
        "Nomor: 000.9.6.1/012/BAPPERIDA/2025",
        "Dinas Kesehatan",
        "Terbaik I Kategori Perangkat Daerah",
        "melalui “Inovasi Sehat”",
        "dalam rangka Penghargaan Inovasi Daerah Tahun 2024",
        "Pangkalpinang, 9 Januari 2025",
        "Pj. WALI KOTA PANGKALPINANG",
        "(nama pejabat)",
        "rapor.example/v/q8ZkR0b3mP2sT7vWxYz1aQ",
        "Berita acara 400.7/01/BA/2025, 6 Januari 2025",
        "belum ditandatangani secara elektronik",
    ):
        assert part.casefold() in text.casefold()


def test_sentence_of_bsre_is_not_printed() -> None:
    text = text_of(render()).casefold()

    assert "bsre" not in text
    assert "telah ditandatangani" not in text


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="measuring text needs pdftotext: apt install poppler-utils"
)
@pytest.mark.parametrize("data", [DATA, LONGEST], ids=["usual", "longest"])
@pytest.mark.parametrize("design", designs.BUNDLED)
def test_lines_never_touch(data: CertificateData, design: str, tmp_path: Path) -> None:
    """The name wraps and shrinks, so that the block in the middle ends above place and date."""
    (tmp_path / "piagam.pdf").write_bytes(render(data, design=design))
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "piagam.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    words = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)<', boxes)
    number = next(float(bottom) for _top, bottom, word in words if word == data.number)
    given = next(float(top) for top, _bottom, word in words if word == "Diberikan")
    year = [float(bottom) for _top, bottom, word in words if word == "Tahun"][-1]
    place = next(float(top) for top, _bottom, word in words if word == "Pangkalpinang,")

    assert number < given < year < place


def test_names_with_markup_are_printed_as_text() -> None:
    assert "Tim <b>Satu</b> & Dua" in text_of(render(data_with(recipient="Tim <b>Satu</b> & Dua")))


def test_only_our_own_fonts_are_embedded() -> None:
    page = read(render()).pages[0]
    names = {font.get_object()["/BaseFont"].split("+")[1] for font in page["/Resources"]["/Font"].values()}

    assert names == {
        "Piagam-Serif",
        "Piagam-Serif-Semi-Bold",
        "Piagam-Serif-Italic",
        "Piagam-Sans",
        "Piagam-Sans-Semi-Bold",
    }


def test_credential_is_attached_once() -> None:
    attachments = read(render()).attachments

    assert list(attachments) == ["piagam.json"]
    assert json.loads(attachments["piagam.json"][0]) == credential(SEALED)


def test_seal_stands_twice_in_the_plain_bytes() -> None:
    assert render().count(SEALED.seal.encode()) == 2


def test_certificate_of_before_the_seals_is_made_as_it_was() -> None:
    """Schema 1 in design 1: no seal, and the credential without narrative."""
    pdf = rendering.certificate_pdf(DATA, designs.load("piagam", 1), frozen_at=FROZEN_AT)
    attached = json.loads(read(pdf).attachments["piagam.json"][0])

    assert attached["evidence"] == [{"id": DATA.verification_url, "type": ["Evidence"], "name": DATA.number}]
    assert designs.load("piagam", 1).sha256 == "29fe06b6d702898bb40a839c7db8f10232fb88bd4f7170ed0ddf0fe71cbef559"


def test_pdf_says_that_it_is_archival_and_tagged() -> None:
    catalog = read(render()).trailer["/Root"]
    metadata = catalog["/Metadata"].get_object().get_data().decode()

    assert re.search(r"pdfaid:part[^0-9]*3", metadata)
    assert re.search(r"pdfaid:conformance[^A-Z]*A", metadata)
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert len(catalog["/AF"]) == 1


def test_preview_has_a_mark_instead_of_the_qr_code_and_no_credential() -> None:
    pdf = render(preview=True)

    assert "Pratinjau, bukan piagam" in text_of(pdf)
    assert "rapor.example" not in text_of(pdf)
    assert list(read(pdf).attachments) == []


def test_paper_of_a_demo_says_that_it_is_a_sample() -> None:
    assert "data contoh" in text_of(render(data_with(is_sample=True))).casefold()
    assert "data contoh" not in text_of(render()).casefold()


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> NoReturn:
        pytest.fail("the render asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert render().startswith(b"%PDF-")


@pytest.mark.skipif(
    shutil.which("zbarimg") is None or shutil.which("pdftoppm") is None,
    reason="reading the QR code back needs zbarimg and pdftoppm: apt install zbar-tools poppler-utils",
)
@pytest.mark.parametrize(
    ("data", "dots_per_inch"), [(DATA, "100"), (DATA, "300"), (LONGEST, "300")], ids=["screen", "print", "longest"]
)
def test_qr_code_of_the_rendered_page_is_the_sealed_address(
    tmp_path: Path, data: CertificateData, dots_per_inch: str
) -> None:
    data = services.sealed(data, SIGNER)
    (tmp_path / "piagam.pdf").write_bytes(render(data))
    subprocess.run(
        ["pdftoppm", "-r", dots_per_inch, "-png", "-singlefile", "piagam.pdf", "piagam"], cwd=tmp_path, check=True
    )

    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "piagam.png"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert read.stdout.split() == [data.sealed_url]
    sealed = read_token(data.seal, {SIGNER.public.kid: SIGNER.public}, signing.verify)
    assert sealed.seal == seal_of(data)
