"""The one reader of the edition files: YAML -> checked canonical document -> Edition."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scorecards.domain.canonical import canonical_json, sha256_of
from scorecards.domain.document import edition_from
from scorecards.domain.edition import Edition
from scorecards.instruments.difference import diff
from scorecards.instruments.schema import check_schema
from scorecards.instruments.yaml_loader import FileError, load_yaml

__all__ = [
    "FOLDER",
    "FileError",
    "Source",
    "UnknownEditionError",
    "available",
    "diff",
    "read",
    "read_text",
    "source_of",
]

FOLDER = Path(__file__).resolve().parent


class UnknownEditionError(LookupError):
    """There is no file for that edition; the message lists the codes that there are."""


@dataclass(frozen=True)
class Source:
    """What a file holds: its document, the canonical JSON of it with its SHA-256, and the edition they describe."""

    document: dict[str, Any]
    canonical: str
    sha256: str
    edition: Edition


def available() -> list[str]:
    """Return the codes of all editions that have a file ("sakip/2021" lies in sakip-2021.yaml), sorted."""
    return sorted(_files())


@cache
def read(code: str) -> Source:
    """Read and check the file of an edition; raise UnknownEditionError, FileError or DocumentError."""
    files = _files()
    if code not in files:
        raise UnknownEditionError(f"there is no such edition; allowed: {', '.join(sorted(files))}")
    source = read_text(files[code].read_text(encoding="utf-8"))
    if source.edition.code != code:
        raise FileError(f"{files[code].name} holds the edition {source.edition.code}")
    return source


def read_text(text: str) -> Source:
    """Read and check the text of an edition file; keys that begin with x- only help to write it and are dropped."""
    loaded = load_yaml(text)
    check_schema(loaded)
    return source_of({key: value for key, value in loaded.items() if not key.startswith("x-")})


def source_of(document: dict[str, Any]) -> Source:
    """Return the source of a document that keeps to the schema; raise DocumentError when it does not hold together."""
    return Source(document, canonical_json(document), sha256_of(document), edition_from(document))


def _files() -> dict[str, Path]:
    return {"/".join(path.stem.rsplit("-", 1)): path for path in FOLDER.glob("*.yaml")}
