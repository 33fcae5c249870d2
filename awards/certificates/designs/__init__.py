"""The bundled designs of certificates: a folder per code and version, never edited once a certificate used it.

A change of looks is a new version. The hash covers every byte that goes into the picture; a certificate that
waits to be made refuses a design whose bytes are no longer those under which it was frozen.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from portal.common.pdf import font

FOLDER = Path(__file__).parent
PAGE = "page.html"
FIRST = "piagam"


@dataclass(frozen=True)
class Bundled:
    """Name on screen, newest version, and the fonts of static/fonts that the design embeds.

    The fonts are static: WeasyPrint cuts an instance out of a variable one and stamps the time into it.
    """

    name: str
    version: int
    fonts: tuple[str, ...]


FONTS = (
    "source-serif-4-latin-400.woff2",
    "source-serif-4-latin-600.woff2",
    "source-serif-4-latin-400-italic.woff2",
    "source-sans-3-latin-400.woff2",
    "source-sans-3-latin-600.woff2",
)

BUNDLED: Mapping[str, Bundled] = MappingProxyType(
    {
        "piagam": Bundled(name="Piagam wali kota", version=2, fonts=FONTS),
        "juara": Bundled(name="Piagam juara", version=1, fonts=FONTS),
    }
)


@dataclass(frozen=True)
class Design:
    """A design read from disk: the page (a Django template), and its styles, pictures and fonts by name."""

    code: str
    version: int
    name: str
    page: str
    assets: Mapping[str, bytes]
    sha256: str


@cache
def load(code: str, version: int) -> Design:
    """Read a design; KeyError when no such code is bundled, FileNotFoundError when a part is missing."""
    bundled = BUNDLED[code]
    folder = FOLDER / code / str(version)
    parts = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    parts |= {name: font(name) for name in bundled.fonts}
    digest = hashlib.sha256()
    for name, content in sorted(parts.items()):
        digest.update(f"{name} {len(content)}\n".encode() + content)
    page = parts.pop(PAGE).decode()
    return Design(code, version, bundled.name, page, MappingProxyType(parts), digest.hexdigest())


def newest(code: str) -> Design:
    """Read the newest version of a design."""
    return load(code, BUNDLED[code].version)
