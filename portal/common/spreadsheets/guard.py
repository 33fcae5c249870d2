"""What an uploaded spreadsheet must be before anything parses it: a small, honest, plain Office archive.

The directory is read first. Then each part is unpacked under a limit and packed anew, so that the reader behind
gets exactly what was measured here, whatever the directory claimed.
"""

import io
import zipfile
from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MIB = 1024 * 1024
MOST_BYTES = 10 * MIB
MOST_UNPACKED = 50 * MIB
MOST_RATIO = 100
MOST_PARTS = 2_000
SMALL_PART = 64 * 1024
"""Parts below this may be packed tighter than the ratio: a short sheet of blanks is no bomb."""

ENDINGS = (".xlsx", ".ods")
XLSX_PARTS = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
ODS_PARTS = frozenset({"mimetype", "content.xml"})
_OLD_OR_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")
_MACRO_PARTS = ("vbaproject", "xl/macrosheets/", "basic/", "scripts/")
_CHUNK = 256 * 1024


class RefusedWorkbook(ValueError):  # the name says what happened
    """The file is not read; str() says why and what to do."""

    def __init__(self, code: str, message: "str | Promise") -> None:
        """Keep the short code for tests and logs beside the message for people."""
        super().__init__(str(message))
        self.code = code


_WORDS = {
    "empty": _("The file is empty. Choose it again."),
    "too-big": _("The file is larger than 10 MB. Save it without pictures, then try again."),
    "macros": _("The workbook holds macros. Save it as .xlsx without macros, then try again."),
    "kind": _("This is not an .xlsx or .ods workbook. Save it in one of these kinds, then try again."),
    "locked": _(
        "The workbook is locked with a password, or saved in the old .xls kind. "
        "Save a copy as .xlsx without password, then try again."
    ),
    "broken": _("The workbook cannot be read: it is damaged. Open it, save it anew, then try again."),
    "encoding": _("The file is not text in UTF-8. Save it as “CSV UTF-8”, or as .xlsx, then try again."),
    "broken-csv": _("The CSV cannot be read: a quotation mark is left open. Save it as .xlsx, then try again."),
    "parts": _("The workbook has too many parts inside. Copy the table into a new workbook, then try again."),
    "unpacked": _("The workbook is too large when unpacked. Copy the table into a new workbook, then try again."),
    "names": _("The workbook has parts with unsafe names. Copy the table into a new workbook, then try again."),
}


def refuse(code: str) -> RefusedWorkbook:
    """Return the refusal of that code in words."""
    return RefusedWorkbook(code, _WORDS[code])


def checked(content: bytes, name: str) -> zipfile.ZipFile:
    """Return the workbook as an archive whose every part has been measured; RefusedWorkbook otherwise."""
    for is_bad, code in _FIRST_LOOKS:
        if is_bad(content, name.lower()):
            raise refuse(code)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive.infolist())
            copy = _repacked(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, UnicodeDecodeError) as error:
        raise refuse("broken") from error
    _check_kind(copy)
    return copy


def _looks_macro(_content: bytes, name: str) -> bool:
    return name.endswith((".xlsm", ".xltm", ".xlam", ".xlsb"))


_FIRST_LOOKS: tuple[tuple[Callable[[bytes, str], bool], str], ...] = (
    (lambda content, _name: not content, "empty"),
    (lambda content, _name: len(content) > MOST_BYTES, "too-big"),
    (_looks_macro, "macros"),
    (lambda content, _name: content.startswith(_OLD_OR_LOCKED), "locked"),
    (lambda content, name: not name.endswith(ENDINGS) or not content.startswith(b"PK"), "kind"),
)


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    """Judge the directory alone: nothing has been unpacked yet."""
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or len(set(names)) != len(names):
        raise refuse("parts")
    if any(part.flag_bits & 0x1 for part in parts):
        raise refuse("locked")
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise refuse("names")
    if any(mark in name.lower() for name in names for mark in _MACRO_PARTS):
        raise refuse("macros")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise refuse("unpacked")
    if any(part.file_size > max(SMALL_PART, MOST_RATIO * part.compress_size) for part in parts):
        raise refuse("unpacked")


def _repacked(archive: zipfile.ZipFile) -> zipfile.ZipFile:
    """Unpack each part up to its announced size (more fails its checksum) and store it plainly in a new archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for part in archive.infolist():
            if part.is_dir():
                continue
            with archive.open(part) as source:
                target.writestr(part.filename, source.read())
    return zipfile.ZipFile(buffer)


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if names >= XLSX_PARTS:
        if b"macroEnabled" in archive.read("[Content_Types].xml"):
            raise refuse("macros")
    elif names >= ODS_PARTS and archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        if b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
            raise refuse("locked")
    else:
        raise refuse("kind")


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(name) if name in archive.namelist() else b""
