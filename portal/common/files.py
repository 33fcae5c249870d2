"""The one file store: content-addressed by SHA-256, on the local disk or, through Django's storage, elsewhere.

Bytes reach their final name only when they are whole and on disk, so a reader never sees half a file and a crash
leaves none behind; storing the same bytes twice is harmless. The database row that names a file is written after.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage

CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True)
class Stored:
    """What was stored: its SHA-256 (64 hex digits) and its size in bytes."""

    sha256: str
    size: int


class CorruptFile(Exception):  # the name says what was found
    """The stored bytes are not those of the name."""


def put(chunks: Iterable[bytes]) -> Stored:
    """Store bytes under their SHA-256; what stands there damaged is replaced, so that sending a file again heals it."""
    digest = hashlib.sha256()
    size = 0
    with tempfile.SpooledTemporaryFile(max_size=4 * CHUNK_BYTES) as spool:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            spool.write(chunk)
        spool.seek(0)
        sha256 = digest.hexdigest()
        if not is_whole(sha256):
            _store(_name(sha256), spool)
    return Stored(sha256, size)


def open_file(sha256: str) -> "File[Any]":
    """Open stored bytes for reading; FileNotFoundError when they are missing."""
    return default_storage.open(_name(sha256), "rb")


def is_whole(sha256: str) -> bool:
    """Return whether bytes are stored under this name and are those of the name."""
    digest = hashlib.sha256()
    try:
        with open_file(sha256) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                digest.update(chunk)
    except OSError:
        return False
    return digest.hexdigest() == sha256


def read(sha256: str) -> bytes:
    """Return stored bytes after checking them; CorruptFile when they are not those of the name."""
    with open_file(sha256) as stream:
        content: bytes = stream.read()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise CorruptFile(sha256)
    return content


def _name(sha256: str) -> str:
    return f"sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _store(name: str, stream: IO[bytes]) -> None:
    """Write a stream to its final name at once: by rename on a disk, by one request elsewhere."""
    if not isinstance(default_storage, FileSystemStorage):
        if default_storage.exists(name):
            default_storage.delete(name)
        default_storage.save(name, File(stream))
        return
    target = Path(default_storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as temporary:
        try:
            while chunk := stream.read(CHUNK_BYTES):
                temporary.write(chunk)
            temporary.flush()
            os.fsync(temporary.fileno())
            Path(temporary.name).replace(target)
        except BaseException:
            Path(temporary.name).unlink(missing_ok=True)
            raise
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
