"""What may come in, and what may not."""

import subprocess
import sys
import zlib

import pytest
from django.core.files.base import ContentFile

from scorecards.evidence import intake
from tests.scorecards.evidence.pdfs import looping_tree, pdf, text_pdf

MIB = 1024 * 1024
BOMB = zlib.compress(b"0" * (64 * MIB), 9)
"""64 MiB that pack into 64 KiB."""


def bomb() -> bytes:
    """Return a PDF whose cross-reference stream unpacks to far more than it is."""
    head = b"%PDF-1.5\n"
    keys = b"<< /Type /XRef /Size 9000000 /W [1 4 2] /Root 2 0 R /Filter /FlateDecode /Length %d >>" % len(BOMB)
    return (
        head + b"1 0 obj\n" + keys + b"\nstream\n" + BOMB + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
    )


WHOLE = text_pdf(3)
REFUSED: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "empty"),
    ("text", b"Renja 2025", "not-pdf"),
    ("web page", b"<!doctype html><script>alert(1)</script>", "not-pdf"),
    ("web page before a pdf", b"<html>" + WHOLE, "not-pdf"),
    ("blank before a pdf", b"\n" + WHOLE, "not-pdf"),
    ("byte order mark before a pdf", b"\xef\xbb\xbf" + WHOLE, "not-pdf"),
    ("lower-case marker", b"%pdf-" + WHOLE[5:], "not-pdf"),
    ("drawing", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not-pdf"),
    ("picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "not-pdf"),
    ("photo", b"\xff\xd8\xff\xe0" + b"\0" * 200, "not-pdf"),
    ("animated text", b"GIF89a=1;alert(1)", "not-pdf"),
    ("archive", b"PK\x03\x04" + b"\0" * 200, "not-pdf"),
    ("program", b"MZ\x90\0" + b"\0" * 200, "not-pdf"),
    ("unix program", b"\x7fELF" + b"\0" * 200, "not-pdf"),
    ("old word file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 200, "not-pdf"),
    ("postscript", b"%!PS-Adobe-3.0\n", "not-pdf"),
    ("shell script", b"#!/bin/sh\nrm -rf /\n", "not-pdf"),
    ("zeros", b"\0" * 5000, "not-pdf"),
    ("marker alone", b"%PDF-", "broken"),
    ("marker and a web page", b"%PDF-1.4\n<html><script>alert(1)</script></html>", "broken"),
    ("marker and noise", b"%PDF-1.7\n" + bytes(range(256)) * 40, "broken"),
    ("cut in the middle", WHOLE[: len(WHOLE) // 3], "broken"),
    ("no pages", pdf(0), "broken"),
    ("tree of pages that contains itself", looping_tree(), "broken"),
    ("locked", pdf(2, password="rahasia"), "encrypted"),
    ("bomb", bomb(), "broken"),
]


def accept(content: bytes, most_bytes: int = 25 * MIB) -> int:
    with intake.accept_pdf(ContentFile(content), most_bytes=most_bytes) as accepted:
        assert accepted.size == len(content)
        assert b"".join(accepted.chunks()) == content
        return accepted.pages


@pytest.mark.parametrize(("content", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_no_readable_pdf_is_refused_with_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(intake.RefusedFile) as caught:
        accept(content)

    assert caught.value.code == code
    assert len(str(caught.value)) > 20


@pytest.mark.parametrize("pages", [1, 3, 40])
def test_a_whole_pdf_is_accepted_with_its_pages(pages: int) -> None:
    assert accept(text_pdf(pages)) == pages


def test_a_pdf_that_only_forbids_changes_is_accepted() -> None:
    assert accept(pdf(2, owner_password="pemilik")) == 2


def test_a_pdf_with_a_damaged_table_that_readers_mend_is_accepted() -> None:
    assert accept(WHOLE.replace(b"startxref\n", b"startxref\n9")) == 3


def test_the_limit_of_size_itself_is_allowed_and_one_byte_more_is_not() -> None:
    size = len(WHOLE)

    assert accept(WHOLE, most_bytes=size) == 3
    with pytest.raises(intake.RefusedFile) as caught:
        accept(WHOLE, most_bytes=size - 1)
    assert caught.value.code == "too-big"


def test_a_reader_that_does_not_end_in_time_is_stopped_and_the_file_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PROBE_SECONDS", 0.0001)

    with pytest.raises(intake.RefusedFile) as caught:
        accept(WHOLE)

    assert caught.value.code == "broken"


def test_the_probe_tells_only_what_it_is_asked() -> None:
    command = [sys.executable, "-I", str(intake.PROBE), "/nonexistent.pdf"]

    assert subprocess.run(command, capture_output=True, check=True).stdout == b'{"error": "broken"}'


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Renja 2025.pdf", "Renja 2025.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\Renja.pdf", "Renja.pdf"),
        ("renja\x00\r\n.pdf", "renja.pdf"),
        ("renja\u202efdp.exe", "renjafdp.exe"),
        ("  ..  ", "dokumen.pdf"),
        ("", "dokumen.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_names_are_shown_without_folders_tricks_or_excess(given: str, shown: str) -> None:
    assert intake.clean_name(given) == shown
