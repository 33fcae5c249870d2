"""What may come in: every upload is looked at here before a byte of it is kept.

The name that came with the file says nothing about what is in it; it is only shown. So far documents are PDFs:
the marker at the very first byte (a page of HTML in front of it would otherwise be a web page to some browsers),
a reader that opens it within limits, and at least one page.
"""

import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.core.files.base import File

PDF = "application/pdf"
MARKER = b"%PDF-"
MOST_PAGES = 5_000
PROBE = Path(__file__).with_name("pdf_probe.py")
PROBE_SECONDS = 15
LONGEST_NAME = 120


class RefusedFile(ValueError):  # the name says what happened
    """The file is not kept; str() says why and what to do, in the reader's language."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the short code for tests and logs beside the message for people."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Accepted:
    """A file that passed: its bytes at `path` while the context is open, its size in bytes and its pages."""

    path: Path
    size: int
    pages: int

    def chunks(self, size: int = 256 * 1024) -> Iterator[bytes]:
        """Yield the bytes in pieces."""
        with self.path.open("rb") as stream:
            while piece := stream.read(size):
                yield piece


@contextmanager
def accept_pdf(upload: "File[bytes]", *, most_bytes: int) -> Iterator[Accepted]:
    """Copy an upload to a private place and check it; RefusedFile when it is not a PDF that can be read."""
    with tempfile.NamedTemporaryFile(prefix="intake-", suffix=".pdf") as copy:
        size = _copy(upload.chunks(), copy, most_bytes)
        _require_marker(copy, size)
        yield Accepted(Path(copy.name), size, _count_pages(copy.name))


def clean_name(name: str) -> str:
    """Return a file's name as it may be shown and stored: no folders, no control or direction marks, not too long.

    >>> clean_name("C:\\\\Data\\\\Renja 2025.pdf")
    'Renja 2025.pdf'
    >>> clean_name("../../etc/passwd")
    'passwd'
    """
    last = re.split(r"[\\/]", name)[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem, dot, ending = " ".join(visible.split()).strip(". ").rpartition(".")
    if not dot:
        return ending[:LONGEST_NAME] or "dokumen.pdf"
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if len(ending) <= 8 else ending[:LONGEST_NAME]


def _copy(chunks: Iterable[bytes], target: IO[bytes], most_bytes: int) -> int:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most_bytes:
            limit = most_bytes // (1024 * 1024)
            raise RefusedFile(
                "too-big",
                _("The file is larger than %(limit)s MB. Split it or save it with smaller pictures, then try again.")
                % {"limit": limit},
            )
        target.write(chunk)
    target.flush()
    return size


def _require_marker(copy: IO[bytes], size: int) -> None:
    if not size:
        raise RefusedFile("empty", _("The file is empty. Choose it again, or save it anew as PDF."))
    copy.seek(0)
    if copy.read(len(MARKER)) != MARKER:
        raise RefusedFile("not-pdf", _("This is not a PDF file. Save or scan the document as PDF, then try again."))


def _count_pages(path: str) -> int:
    """Ask the probe; whatever ends it, the file is refused rather than believed."""
    command = [sys.executable, "-I", str(PROBE), path]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=PROBE_SECONDS, check=True)  # noqa: S603
        found = json.loads(answer.stdout)
    except (subprocess.SubprocessError, json.JSONDecodeError):
        found = {"error": "broken"}
    if found.get("error") == "encrypted":
        message = _("The PDF is locked with a password. Save a copy without password, then try again.")
        raise RefusedFile("encrypted", message)
    pages = found.get("pages", 0)
    if not isinstance(pages, int) or not 1 <= pages <= MOST_PAGES:
        message = _("The PDF cannot be read: it is damaged or has no pages. Open it, save it anew, then try again.")
        raise RefusedFile("broken", message)
    return pages
