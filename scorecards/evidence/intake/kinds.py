"""The kinds of file that are accepted: how their names end, what they are, and how they are shown."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scorecards.evidence.intake.refusal import RefusedFile

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."


class Family(StrEnum):
    """What looks into a file, and how it is shown: page by page, as a picture, or only for download."""

    PDF = "pdf"
    PICTURE = "picture"
    OFFICE = "office"
    LINK = "link"


@dataclass(frozen=True)
class Kind:
    """One kind of file; `main` names the part of an Office archive without which it is none."""

    media_type: str
    endings: tuple[str, ...]
    family: Family
    words: "_StrPromise"
    main: str = ""
    main_type: str = ""


PDF = Kind("application/pdf", ("pdf",), Family.PDF, gettext_lazy("PDF"))
JPEG = Kind("image/jpeg", ("jpg", "jpeg"), Family.PICTURE, gettext_lazy("JPEG picture"))
PNG = Kind("image/png", ("png",), Family.PICTURE, gettext_lazy("PNG picture"))
DOCX = Kind(
    f"{OOXML}wordprocessingml.document",
    ("docx",),
    Family.OFFICE,
    gettext_lazy("Word document"),
    "word/document.xml",
    f"{OOXML}wordprocessingml.document.main+xml",
)
XLSX = Kind(
    f"{OOXML}spreadsheetml.sheet",
    ("xlsx",),
    Family.OFFICE,
    gettext_lazy("Excel workbook"),
    "xl/workbook.xml",
    f"{OOXML}spreadsheetml.sheet.main+xml",
)
PPTX = Kind(
    f"{OOXML}presentationml.presentation",
    ("pptx",),
    Family.OFFICE,
    gettext_lazy("PowerPoint presentation"),
    "ppt/presentation.xml",
    f"{OOXML}presentationml.presentation.main+xml",
)
ODT = Kind(f"{ODF}text", ("odt",), Family.OFFICE, gettext_lazy("OpenDocument text"), "content.xml")
ODS = Kind(f"{ODF}spreadsheet", ("ods",), Family.OFFICE, gettext_lazy("OpenDocument spreadsheet"), "content.xml")

KINDS = (PDF, JPEG, PNG, DOCX, XLSX, PPTX, ODT, ODS)
LINK = Kind("text/uri-list", ("txt",), Family.LINK, gettext_lazy("Web address"))
"""What is stored for a web address: the address itself; no file may come in as one."""

ACCEPT = ",".join(
    [f".{ending}" for kind in KINDS for ending in kind.endings]
    + [kind.media_type for kind in KINDS if kind.family is not Family.OFFICE]
)
"""For a file control; the types of pictures let a phone offer its camera."""

_OLD_OFFICE = {
    "doc": "docx",
    "docm": "docx",
    "dot": "docx",
    "rtf": "docx",
    "xls": "xlsx",
    "xlsm": "xlsx",
    "xlsb": "xlsx",
    "csv": "xlsx",
    "ppt": "pptx",
    "pptm": "pptx",
    "pps": "pptx",
    "ppsx": "pptx",
    "odp": "pptx",
}
_OTHER_PICTURES = {"heic", "heif", "webp", "gif", "bmp", "tif", "tiff"}
_ARCHIVES = {"zip", "rar", "7z", "tar", "gz", "tgz"}


def kinds_in_words() -> str:
    """Return what is accepted, as it is said before a file is chosen."""
    return _("PDF, pictures (JPG, PNG), Word, Excel and PowerPoint (docx, xlsx, pptx), odt, ods")


def kind_of_name(file_name: str) -> Kind:
    """Return the kind that a file's name claims; RefusedFile when there is none, with the nearest way out."""
    ending = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    for kind in KINDS:
        if ending in kind.endings:
            return kind
    raise RefusedFile("kind", _unknown_words(ending))


def kind_of_type(media_type: str) -> Kind | None:
    """Return the kind of a media type that was stored."""
    return next((kind for kind in (*KINDS, LINK) if kind.media_type == media_type), None)


def _unknown_words(ending: str) -> str:
    if ending in _OLD_OFFICE:
        return _("Files that end in .%(ending)s are not accepted. Save it as %(newer)s or PDF, then try again.") % {
            "ending": ending,
            "newer": _OLD_OFFICE[ending],
        }
    if ending in _OTHER_PICTURES:
        return _("Pictures that end in .%(ending)s are not accepted. Save it as JPG, PNG or PDF, then try again.") % {
            "ending": ending
        }
    if ending in _ARCHIVES:
        return _("Archives (.%(ending)s) are not accepted. Unpack it and choose its documents one by one.") % {
            "ending": ending
        }
    if not ending or len(ending) > 8:
        return _("The file's name has no ending that says what it is. Accepted are: %(kinds)s.") % {
            "kinds": kinds_in_words()
        }
    return _("Files that end in .%(ending)s are not accepted. Accepted are: %(kinds)s.") % {
        "ending": ending,
        "kinds": kinds_in_words(),
    }
