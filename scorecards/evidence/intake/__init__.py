"""What may come in: every upload is looked at here before a byte of it is kept.

The ending of a file's name and its content must agree, and both must be of a kind on the list (kinds.py); what looks
into the content stands in pdf.py, pictures.py and office.py.
"""

import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _

from scorecards.evidence.intake import office, pdf, pictures
from scorecards.evidence.intake.kinds import ACCEPT, KINDS, Family, Kind, kind_of_name, kind_of_type, kinds_in_words
from scorecards.evidence.intake.refusal import RefusedFile

if TYPE_CHECKING:
    from django.core.files.base import File

__all__ = [
    "ACCEPT",
    "KINDS",
    "Accepted",
    "Family",
    "Kind",
    "RefusedFile",
    "accept",
    "clean_name",
    "kind_of_name",
    "kind_of_type",
    "kinds_in_words",
]

LONGEST_NAME = 120
MIB = 1024 * 1024


@dataclass(frozen=True)
class Accepted:
    """A file that passed: its bytes at `path` while the context is open, its size, its type, and its pages if any.

    `preview` holds a picture drawn anew, which may be shown where the file itself may not.
    """

    path: Path
    size: int
    media_type: str
    pages: int | None
    preview: Path | None = None

    def chunks(self, size: int = 256 * 1024) -> Iterator[bytes]:
        """Yield the bytes in pieces."""
        return _pieces(self.path, size)

    def preview_chunks(self, size: int = 256 * 1024) -> Iterator[bytes]:
        """Yield the bytes of the preview in pieces; none without a preview."""
        return _pieces(self.preview, size) if self.preview else iter(())


@contextmanager
def accept(upload: "File[bytes]", *, file_name: str, most_bytes: int) -> Iterator[Accepted]:
    """Copy an upload to a private place and check it by its name and content; RefusedFile when it may not come in."""
    kind = kind_of_name(clean_name(file_name))
    with tempfile.TemporaryDirectory(prefix="intake-") as folder:
        path, preview = Path(folder) / "file", Path(folder) / "preview"
        with path.open("wb") as copy:
            size = _copy(upload.chunks(), copy, most_bytes)
        if not size:
            raise RefusedFile("empty", _("The file is empty. Choose it again, or save it anew."))
        pages = None
        if kind.family is Family.PDF:
            pages = pdf.check(path)
        elif kind.family is Family.PICTURE:
            pictures.check(path, kind, preview)
        else:
            office.check(path, kind)
        yield Accepted(path, size, kind.media_type, pages, preview if kind.family is Family.PICTURE else None)


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
        return ending[:LONGEST_NAME] or "dokumen"
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if len(ending) <= 8 else ending[:LONGEST_NAME]


def _copy(chunks: Iterable[bytes], target: IO[bytes], most_bytes: int) -> int:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most_bytes:
            raise RefusedFile(
                "too-big",
                _("The file is larger than %(limit)s MB. Split it or save it with smaller pictures, then try again.")
                % {"limit": most_bytes // MIB},
            )
        target.write(chunk)
    return size


def _pieces(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(size):
            yield piece
