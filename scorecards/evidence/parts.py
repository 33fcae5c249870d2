"""Bytes of uploads that are not whole yet: one file each below DATA_DIR, on the disk before the database says so.

The offset in the database is the truth. What a crash left behind it is written over by the next piece.
"""

import hashlib
import os
import uuid
from pathlib import Path
from typing import IO

from django.conf import settings

PIECE_BYTES = 256 * 1024


def path_of(key: uuid.UUID) -> Path:
    """Return where an upload's bytes lie."""
    return Path(settings.DATA_DIR) / "uploads" / str(key)


def write(key: uuid.UUID, offset: int, source: IO[bytes]) -> None:
    """Put bytes at `offset`, nothing behind them, and wait until the disk holds them."""
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.seek(offset)
        while piece := source.read(PIECE_BYTES):
            target.write(piece)
        target.truncate()
        target.flush()
        os.fsync(target.fileno())


def sha256_of(key: uuid.UUID) -> str:
    """Return the hash of the bytes; that of nothing when there are none."""
    path = path_of(key)
    if not path.exists():
        return hashlib.sha256().hexdigest()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def remove(key: uuid.UUID) -> None:
    """Remove the bytes, if there are any."""
    path_of(key).unlink(missing_ok=True)
