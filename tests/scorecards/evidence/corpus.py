"""Malicious and broken files, each with the name under which it comes and the code of its refusal."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from tests.scorecards.evidence.offices import archive, locked, office, renamed_entry
from tests.scorecards.evidence.pdfs import looping_tree, pdf, text_pdf
from tests.scorecards.evidence.pictures import animation, huge_png, picture

MIB = 1024 * 1024
BOMB = zlib.compress(b"0" * (64 * MIB), 9)
"""64 MiB that pack into 64 KiB."""
PAGE = b"<!doctype html><script>alert(1)</script>"
DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
PROGRAM = b"MZ\x90\0" + b"\0" * 200
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
WHOLE = text_pdf(3)
ZIP = archive({"isi.txt": b"isi"})


@dataclass(frozen=True)
class Bad:
    """One file that must not come in."""

    what: str
    name: str
    content: bytes
    code: str

    def __str__(self) -> str:
        """Return what it is, for the test's id."""
        return self.what


def corpus() -> Iterator[Bad]:
    """Yield every bad file."""
    yield from _names()
    yield from _pdfs()
    yield from _pictures()
    yield from _offices()


def _names() -> Iterator[Bad]:
    yield Bad("drawing", "bagan.svg", DRAWING, "kind")
    yield Bad("web page", "renja.html", PAGE, "kind")
    yield Bad("web page of the other ending", "renja.xhtml", PAGE, "kind")
    yield Bad("program", "renja.exe", PROGRAM, "kind")
    yield Bad("program behind a second ending", "renja.pdf.exe", PROGRAM, "kind")
    yield Bad("program named backwards", "renja\u202efdp.exe", PROGRAM, "kind")
    yield Bad("shell script", "renja.sh", b"#!/bin/sh\nrm -rf /\n", "kind")
    yield Bad("archive", "bukti.zip", ZIP, "kind")
    yield Bad("other archive", "bukti.rar", b"Rar!\x1a\x07", "kind")
    yield Bad("macro workbook", "rka.xlsm", office("xlsx"), "kind")
    yield Bad("old word file", "sk.doc", OLD_WORD, "kind")
    yield Bad("moving picture", "foto.gif", b"GIF89a=1;alert(1)", "kind")
    yield Bad("no ending", "renja", WHOLE, "kind")
    yield Bad("no name", "", WHOLE, "kind")
    yield Bad("ending hidden by a folder", "renja.pdf/../..", WHOLE, "kind")
    yield Bad("nothing in it", "renja.pdf", b"", "empty")
    yield Bad("no picture in it", "foto.png", b"", "empty")


def _pdfs() -> Iterator[Bad]:
    for what, content, code in (
        ("text", b"Renja 2025", "not-pdf"),
        ("web page", PAGE, "not-pdf"),
        ("web page before a pdf", b"<html>" + WHOLE, "not-pdf"),
        ("blank before a pdf", b"\n" + WHOLE, "not-pdf"),
        ("byte order mark before a pdf", b"\xef\xbb\xbf" + WHOLE, "not-pdf"),
        ("lower-case marker", b"%pdf-" + WHOLE[5:], "not-pdf"),
        ("drawing", DRAWING, "not-pdf"),
        ("picture", picture(), "not-pdf"),
        ("archive", ZIP, "not-pdf"),
        ("program", PROGRAM, "not-pdf"),
        ("unix program", b"\x7fELF" + b"\0" * 200, "not-pdf"),
        ("old word file", OLD_WORD, "not-pdf"),
        ("postscript", b"%!PS-Adobe-3.0\n", "not-pdf"),
        ("zeros", b"\0" * 5000, "not-pdf"),
        ("marker alone", b"%PDF-", "broken"),
        ("marker and a web page", b"%PDF-1.4\n" + PAGE, "polyglot"),
        ("web page behind a pdf", WHOLE + PAGE, "polyglot"),
        ("archive behind a pdf", WHOLE + ZIP, "polyglot"),
        ("marker and noise", b"%PDF-1.7\n" + bytes(range(256)) * 40, "broken"),
        ("cut in the middle", WHOLE[: len(WHOLE) // 3], "broken"),
        ("no pages", pdf(0), "broken"),
        ("tree of pages that contains itself", looping_tree(), "broken"),
        ("locked", pdf(2, password="rahasia"), "encrypted"),
        ("bomb", pdf_bomb(), "broken"),
    ):
        yield Bad(f"pdf: {what}", "renja.pdf", content, code)


def _pictures() -> Iterator[Bad]:
    png, jpeg = picture(), picture("JPEG")
    for what, name, content, code in (
        ("pdf named png", "foto.png", WHOLE, "not-picture"),
        ("jpeg named png", "foto.png", jpeg, "not-picture"),
        ("png named jpeg", "foto.jpg", png, "not-picture"),
        ("drawing named png", "foto.png", DRAWING, "not-picture"),
        ("program named jpeg", "foto.jpeg", PROGRAM, "not-picture"),
        ("gif named png", "foto.png", b"GIF89a=1;alert(1)", "not-picture"),
        ("sign and zeros, png", "foto.png", png[:8] + b"\0" * 200, "broken"),
        ("sign and zeros, jpeg", "foto.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 200, "broken"),
        ("cut png", "foto.png", picture(size=(400, 400), mode="RGB")[:60], "broken"),
        ("damaged png", "foto.png", png[:45] + b"\0\0\0\0" + png[49:], "broken"),
        ("too many pixels", "foto.png", huge_png(), "pixels"),
        ("moving png", "foto.png", animation(), "animated"),
        ("script in a comment", "foto.jpg", picture("JPEG", comment=b"<script>alert(1)</script>"), "polyglot"),
        ("archive behind a jpeg", "foto.jpg", jpeg + ZIP, "polyglot"),
        ("program behind a png", "foto.png", png + PROGRAM, "polyglot"),
        ("pdf behind a jpeg", "foto.jpg", jpeg + WHOLE, "polyglot"),
        ("web page behind a png", "foto.png", png + PAGE, "polyglot"),
    ):
        yield Bad(f"picture: {what}", name, content, code)


def _offices() -> Iterator[Bad]:
    macro = {"word/vbaProject.bin": b"\xcc\x61"}
    listing = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    for what, name, content, code in (
        ("plain archive named docx", "sk.docx", ZIP, "not-office"),
        ("workbook named docx", "sk.docx", office("xlsx"), "not-office"),
        ("text named xlsx", "rka.xlsx", b"a;b;c", "not-office"),
        ("pdf named docx", "sk.docx", WHOLE, "not-office"),
        ("program named docx", "sk.docx", PROGRAM, "not-office"),
        ("old or locked word file named docx", "sk.docx", OLD_WORD, "old-office"),
        ("no list of contents", "sk.docx", office("docx", without=frozenset({"[Content_Types].xml"})), "not-office"),
        ("no document inside", "sk.docx", office("docx", without=frozenset({"word/document.xml"})), "not-office"),
        ("odt without its type", "sk.odt", office("odt", without=frozenset({"mimetype"})), "not-office"),
        ("ods named odt", "sk.odt", office("ods"), "not-office"),
        ("cut in the middle", "sk.docx", office("docx")[:200], "broken"),
        ("macros", "sk.docx", office("docx", macro), "macros"),
        ("macros in the list", "sk.docx", office("docx", {"[Content_Types].xml": listing}), "macros"),
        ("old macro sheet", "rka.xlsx", office("xlsx", {"xl/macrosheets/sheet1.xml": b"<x/>"}), "macros"),
        ("control that runs", "sk.docx", office("docx", {"word/activeX/activeX1.bin": b"x"}), "macros"),
        ("basic in odt", "sk.odt", office("odt", {"Basic/Standard/Module1.xml": b"<x/>"}), "macros"),
        ("program inside", "sk.docx", office("docx", {"word/embeddings/setup.exe": PROGRAM}), "program"),
        ("web page inside", "sk.docx", office("docx", {"word/afchunk.html": PAGE}), "program"),
        ("bomb", "rka.xlsx", office("xlsx", {"xl/worksheets/sheet1.xml": b"0" * (64 * MIB)}), "bomb"),
        ("too many entries", "rka.xlsx", office("xlsx", {f"xl/x{n}": b"" for n in range(2_001)}), "bomb"),
        ("way out", "sk.docx", office("docx", {"../../etc/cron.d/x": b"x"}), "outside"),
        ("from the root", "sk.docx", office("docx", {"/etc/passwd": b"x"}), "outside"),
        ("way out the other way", "sk.docx", renamed_entry("docx", "..\\..\\x"), "outside"),
        ("of a drive", "sk.docx", renamed_entry("docx", "C:/x"), "outside"),
        ("locked entries", "sk.docx", locked("docx"), "encrypted"),
        ("locked ods", "rka.ods", office("ods", {"META-INF/manifest.xml": b"<encryption-data/>"}), "encrypted"),
        ("program before it", "sk.docx", PROGRAM + office("docx"), "not-office"),
        ("archive before it", "sk.docx", ZIP + office("docx"), "polyglot"),
        ("web page behind it", "sk.docx", office("docx") + PAGE, "polyglot"),
        ("web page as comment", "sk.docx", office("docx", comment=PAGE), "polyglot"),
        ("same entry twice", "sk.docx", twice(), "broken"),
    ):
        yield Bad(f"office: {what}", name, content, code)


def pdf_bomb() -> bytes:
    """Return a PDF whose cross-reference stream unpacks to far more than it is."""
    head = b"%PDF-1.5\n"
    keys = b"<< /Type /XRef /Size 9000000 /W [1 4 2] /Root 2 0 R /Filter /FlateDecode /Length %d >>" % len(BOMB)
    return (
        head + b"1 0 obj\n" + keys + b"\nstream\n" + BOMB + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
    )


def twice() -> bytes:
    """Return a document in which two entries carry one name: readers disagree about which counts."""
    content = office("docx", {"word/document.xmk": b"<other/>"})
    return content.replace(b"word/document.xmk", b"word/document.xml")
