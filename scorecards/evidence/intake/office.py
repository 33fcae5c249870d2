"""Office documents: only the directory of the archive is read, nothing is unpacked but its list of contents.

An archive can unpack to a thousand times its size, hold programs, or be two archives at once. Whoever downloads the
document opens it on a machine of the city, so macros and programs inside are refused here.
"""

import re
import struct
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from scorecards.evidence.intake import signs
from scorecards.evidence.intake.kinds import OOXML, Kind
from scorecards.evidence.intake.refusal import RefusedFile

MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
SMALL = 1024 * 1024
"""Up to so much, an entry may be packed as tightly as it likes: blank tables are."""
LISTING_BYTES = 1024 * 1024
MOST_DIRECTORY = 1024 * 1024
NOT_ZIP64 = 0xFFFF

CONTENT_TYPES = "[Content_Types].xml"
MIMETYPE = "mimetype"
MANIFEST = "META-INF/manifest.xml"
ENCRYPTED = 0x1
MACROS = re.compile(r"(^|/)(vba(project|data)[^/]*|activex/.*|xl/macrosheets/.*|basic/.*|scripts/.*)$", re.IGNORECASE)
PROGRAMS = re.compile(r"\.(exe|dll|com|scr|js|jse|vbs|vbe|wsf|hta|bat|cmd|ps1|jar|lnk|msi|html?|xhtml)$", re.IGNORECASE)


def check(path: Path, kind: Kind) -> None:
    """Refuse what is not one whole, safe document of that kind."""
    with path.open("rb") as stream:
        if stream.read(len(signs.ZIP)) != signs.ZIP:
            raise RefusedFile(_code_of_head(path), signs.mismatch(path, str(kind.words)))
    _require_small_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _require_limits(entries, path.stat().st_size)
            _require_safe(entries)
            _require_kind(archive, kind)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, RuntimeError) as error:
        if isinstance(error, RefusedFile):
            raise
        raise _broken() from error


def _code_of_head(path: Path) -> str:
    with path.open("rb") as stream:
        is_old = stream.read(len(signs.OLD_OFFICE)) == signs.OLD_OFFICE
    return "old-office" if is_old else "not-office"


def _require_small_directory(path: Path) -> None:
    """Look at the archive's end before a library reads its directory into memory; nothing may stand around it."""
    tail = signs.tail_of(path, signs.LONGEST_COMMENT + signs.ARCHIVE_END_BYTES)
    place = tail.rfind(signs.ARCHIVE_END)
    record = tail[place : place + signs.ARCHIVE_END_BYTES]
    if place < 0 or len(record) < signs.ARCHIVE_END_BYTES:
        raise _broken()
    count, size, offset, comment = struct.unpack("<HIIH", record[10:22])
    if count == NOT_ZIP64 or count > MOST_ENTRIES or size > MOST_DIRECTORY:
        raise _too_much()
    if place + signs.ARCHIVE_END_BYTES + comment != len(tail) or signs.has_markup(tail[place:]):
        raise RefusedFile("polyglot", signs.two_files())
    if offset + size != path.stat().st_size - len(tail) + place:
        raise RefusedFile("polyglot", signs.two_files())


def _require_limits(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * size:
        raise _too_much()
    if any(entry.file_size > SMALL and entry.file_size > MOST_RATIO * entry.compress_size for entry in entries):
        raise _too_much()
    if packed > size or len({entry.filename for entry in entries}) != len(entries):
        raise _broken()


def _require_safe(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        name = entry.orig_filename
        if entry.flag_bits & ENCRYPTED:
            raise _locked()
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise _broken()
        if "\\" in name or "\0" in name or name.startswith("/") or ":" in name or ".." in name.split("/"):
            message = _(
                "The file names places outside of itself, as harmful archives do. Save it anew, then try again."
            )
            raise RefusedFile("outside", message)
        if MACROS.search(name):
            raise _macros()
        if PROGRAMS.search(name):
            raise RefusedFile("program", _("A program is embedded in the document. Remove it, save, then try again."))


def _require_kind(archive: zipfile.ZipFile, kind: Kind) -> None:
    """Compare the list of contents with what the name claims."""
    names = set(archive.namelist())
    if kind.media_type.startswith(OOXML):
        listing = _read(archive, CONTENT_TYPES, names)
        if b"macroEnabled" in listing or b"vbaProject" in listing:
            raise _macros()
        is_kind = kind.main in names and f'"{kind.main_type}"'.encode() in listing.replace(b"'", b'"')
    else:
        is_kind = _read(archive, MIMETYPE, names).strip() == kind.media_type.encode() and kind.main in names
        if b"encryption-data" in _read(archive, MANIFEST, names):
            raise _locked()
    if not is_kind:
        message = _("By its name this is %(wanted)s, but its content is another kind of file or archive.")
        raise RefusedFile("not-office", message % {"wanted": kind.words})


def _read(archive: zipfile.ZipFile, name: str, names: set[str]) -> bytes:
    """Return a part of the archive, up to a limit; nothing when it is missing."""
    if name not in names:
        return b""
    with archive.open(name) as stream:
        return stream.read(LISTING_BYTES)


def _broken() -> RefusedFile:
    message = _("The document cannot be read: it is damaged. Open it, save it anew, then try again.")
    return RefusedFile("broken", message)


def _too_much() -> RefusedFile:
    message = _("Unpacked, the document is far larger than it should be. Save it as PDF, then try again.")
    return RefusedFile("bomb", message)


def _locked() -> RefusedFile:
    message = _("The document is locked with a password. Save a copy without password, then try again.")
    return RefusedFile("encrypted", message)


def _macros() -> RefusedFile:
    message = _("The document contains macros. Save it without them (docx, xlsx, pptx) or as PDF, then try again.")
    return RefusedFile("macros", message)
