"""What may come in, and what may not."""

import subprocess
import sys
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from scorecards.evidence import intake
from scorecards.evidence.intake import probes
from tests.scorecards.evidence.corpus import MIB, WHOLE, Bad, corpus
from tests.scorecards.evidence.offices import BY_ENDING, office
from tests.scorecards.evidence.pdfs import pdf, text_pdf
from tests.scorecards.evidence.pictures import located_photo, picture

BAD = list(corpus())


def accept(content: bytes, most_bytes: int = 25 * MIB, name: str = "renja.pdf") -> int | None:
    with intake.accept(ContentFile(content), file_name=name, most_bytes=most_bytes) as accepted:
        assert accepted.size == len(content)
        assert b"".join(accepted.chunks()) == content
        return accepted.pages


def preview_of(content: bytes, name: str) -> bytes:
    with intake.accept(ContentFile(content), file_name=name, most_bytes=25 * MIB) as accepted:
        return b"".join(accepted.preview_chunks())


def test_the_corpus_is_large_and_each_file_stands_for_something_else() -> None:
    assert len(BAD) >= 80
    assert len({bad.what for bad in BAD}) == len(BAD)


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_each_bad_file_is_refused_with_its_reason(bad: Bad) -> None:
    with pytest.raises(intake.RefusedFile) as caught:
        accept(bad.content, name=bad.name)

    assert caught.value.code == bad.code
    assert len(str(caught.value)) > 20


@pytest.mark.parametrize("pages", [1, 3, 40])
def test_a_whole_pdf_is_accepted_with_its_pages(pages: int) -> None:
    assert accept(text_pdf(pages)) == pages


def test_a_pdf_that_only_forbids_changes_is_accepted() -> None:
    assert accept(pdf(2, owner_password="pemilik")) == 2


def test_a_pdf_with_a_damaged_table_that_readers_mend_is_accepted() -> None:
    assert accept(WHOLE.replace(b"startxref\n", b"startxref\n9")) == 3


@pytest.mark.parametrize("ending", sorted(BY_ENDING))
def test_an_office_document_is_accepted_without_pages(ending: str) -> None:
    assert accept(office(ending), name=f"dokumen.{ending.upper()}") is None


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.JPG"), ("JPEG", "a.jpeg")])
def test_a_picture_is_accepted(kind: str, name: str) -> None:
    assert accept(picture(kind), name=name) is None


def test_a_short_film_behind_a_photo_does_not_matter() -> None:
    assert accept(picture("JPEG") + b"\0\0\0\x18ftypmp42" + b"\0" * 500, name="a.jpg") is None


def test_what_is_shown_of_a_picture_is_drawn_anew_upright_and_without_its_data() -> None:
    content = located_photo()
    shown = preview_of(content, "foto.jpg")

    assert b"Kamera Rahasia" in content
    assert b"Kamera Rahasia" not in shown
    assert Image.open(BytesIO(content)).size == (40, 20)
    assert Image.open(BytesIO(shown)).size == (20, 40)


def test_what_is_shown_of_a_large_picture_is_smaller() -> None:
    assert Image.open(BytesIO(preview_of(picture(size=(4000, 1000)), "a.png"))).size == (2000, 500)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
def test_pictures_of_every_mode_can_be_shown(mode: str) -> None:
    shown = Image.open(BytesIO(preview_of(picture(mode=mode) if mode != "I;16" else _deep(), "a.png")))

    assert shown.mode in {"RGB", "RGBA"}


def _deep() -> bytes:
    stream = BytesIO()
    Image.new("I;16", (10, 10), 60_000).save(stream, "PNG")
    return stream.getvalue()


def test_cmyk_photos_can_be_shown() -> None:
    stream = BytesIO()
    Image.new("CMYK", (10, 10)).save(stream, "JPEG")

    assert Image.open(BytesIO(preview_of(stream.getvalue(), "a.jpg"))).mode == "RGB"


def test_only_pictures_have_a_preview() -> None:
    assert preview_of(WHOLE, "renja.pdf") == b""


def test_the_limit_of_size_itself_is_allowed_and_one_byte_more_is_not() -> None:
    size = len(WHOLE)

    assert accept(WHOLE, most_bytes=size) == 3
    with pytest.raises(intake.RefusedFile) as caught:
        accept(WHOLE, most_bytes=size - 1)
    assert caught.value.code == "too-big"


def test_a_reader_that_does_not_end_in_time_is_stopped_and_the_file_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "SECONDS", 0.0001)

    with pytest.raises(intake.RefusedFile) as caught:
        accept(WHOLE)

    assert caught.value.code == "broken"


def test_the_probes_tell_only_what_they_are_asked() -> None:
    for probe in (probes.PDF_PROBE, probes.PICTURE_PROBE):
        command = [sys.executable, "-I", str(probe), "/nonexistent", "/nonexistent"]
        assert subprocess.run(command, capture_output=True, check=True).stdout == b'{"error": "broken"}'


@pytest.mark.parametrize(
    ("name", "words"),
    [("sk.doc", "docx"), ("foto.heic", "JPG"), ("bukti.zip", "Arsip"), ("renja", "docx"), ("a.exe", "docx")],
)
def test_the_refusal_of_a_name_says_the_way_out(name: str, words: str) -> None:
    with pytest.raises(intake.RefusedFile) as caught:
        accept(WHOLE, name=name)

    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Renja 2025.pdf", "Renja 2025.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\Renja.pdf", "Renja.pdf"),
        ("renja\x00\r\n.pdf", "renja.pdf"),
        ("renja\u202efdp.exe", "renjafdp.exe"),
        ("  ..  ", "dokumen"),
        ("", "dokumen"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_names_are_shown_without_folders_tricks_or_excess(given: str, shown: str) -> None:
    assert intake.clean_name(given) == shown
