"""Small Office documents, whole and broken, made here; no office program is needed."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

from scorecards.evidence.intake import kinds
from scorecards.evidence.intake.kinds import Kind

BY_ENDING = {ending: kind for kind in kinds.KINDS for ending in kind.endings if kind.main}


def office(
    ending: str,
    extra: Mapping[str, bytes] | None = None,
    *,
    without: frozenset[str] = frozenset(),
    comment: bytes = b"",
) -> bytes:
    """Return a document of that kind with further entries, or without some of its own."""
    kind = BY_ENDING[ending]
    parts = {**(_ooxml(kind) if kind.main_type else _odf(kind)), **(extra or {})}
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, content in parts.items():
            if name not in without:
                archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return stream.getvalue()


def archive(parts: Mapping[str, bytes], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return any archive."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", how) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


def locked(ending: str) -> bytes:
    """Return a document whose entries say that they are encrypted."""
    content = bytearray(office(ending))
    place = 0
    while (place := content.find(b"PK\x03\x04", place)) >= 0:
        content[place + 6] |= 1
        place += 4
    place = 0
    while (place := content.find(b"PK\x01\x02", place)) >= 0:
        content[place + 8] |= 1
        place += 4
    return bytes(content)


def renamed_entry(ending: str, name: str) -> bytes:
    """Return a document with an entry of a name that archive writers would refuse or mend."""
    stand_in = "x" * len(name.encode())
    return office(ending, {stand_in: b"isi"}).replace(stand_in.encode(), name.encode())


def _ooxml(kind: Kind) -> dict[str, bytes]:
    listing = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{kind.main}" ContentType="{kind.main_type}"/></Types>'
    )
    return {"[Content_Types].xml": listing.encode(), "_rels/.rels": b"<Relationships/>", kind.main: b"<document/>"}


def _odf(kind: Kind) -> dict[str, bytes]:
    return {
        "mimetype": kind.media_type.encode(),
        "content.xml": b"<office:document-content/>",
        "META-INF/manifest.xml": b"<manifest:manifest/>",
    }
