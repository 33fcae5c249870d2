"""By what a file is known whatever its name says, and how a second file inside it is found."""

import re
from pathlib import Path

from django.utils.translation import gettext as _

PDF = b"%PDF-"
JPEG = b"\xff\xd8\xff"
PNG = b"\x89PNG\r\n\x1a\n"
ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

ARCHIVE_END = b"PK\x05\x06"
ARCHIVE_END_BYTES = 22
LONGEST_COMMENT = 65_535
TAIL_BYTES = 1024 * 1024

MARKUP = re.compile(rb"<(?:script|html|svg|iframe|body|\?php|!doctype)[\s>/]", re.IGNORECASE)
SCRIPT = re.compile(rb"<(?:script|iframe|\?php)[\s>/]", re.IGNORECASE)


def mismatch(path: Path, wanted: str) -> str:
    """Say that the content is not what the name claims, and what it is instead if that is known."""
    with path.open("rb") as stream:
        head = stream.read(16)
    for sign, words in (
        (PDF, "PDF"),
        (JPEG, _("JPEG picture")),
        (PNG, _("PNG picture")),
        (OLD_OFFICE, _("old or locked Office file")),
        (ZIP, _("archive or Office file")),
    ):
        if head.startswith(sign):
            return _(
                "By its name this is %(wanted)s, but its content is: %(found)s. Save it anew in the right kind,"
                " then try again."
            ) % {"wanted": wanted, "found": words}
    return _("This is not %(wanted)s, whatever its name says. Open it, save it anew, then try again.") % {
        "wanted": wanted
    }


def two_files() -> str:
    """Say that something else is hidden in the file."""
    return _(
        "Something else stands inside this file beside the document, which is how harmful files travel."
        " Open it, save it anew, then try again."
    )


def has_markup(content: bytes) -> bool:
    """Return whether a browser could take a piece of a file for a page."""
    return MARKUP.search(content) is not None


def after_last(path: Path, mark: bytes) -> bytes:
    """Return what follows the last `mark` near a file's end; everything near it when there is none."""
    return tail_of(path).rpartition(mark)[2]


def tail_of(path: Path, size: int = TAIL_BYTES) -> bytes:
    """Return the last bytes of a file."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - size))
        return stream.read()


def ends_as_archive(path: Path) -> bool:
    """Return whether a file ends as a ZIP archive does: a record whose comment reaches to the last byte."""
    tail = tail_of(path, LONGEST_COMMENT + ARCHIVE_END_BYTES)
    place = tail.rfind(ARCHIVE_END)
    while place >= 0:
        record = tail[place : place + ARCHIVE_END_BYTES]
        if len(record) == ARCHIVE_END_BYTES:
            comment = int.from_bytes(record[20:22], "little")
            if place + ARCHIVE_END_BYTES + comment == len(tail):
                return True
        place = tail.rfind(ARCHIVE_END, 0, place)
    return False
