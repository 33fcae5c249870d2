"""The one byte sequence of a document, and its hash."""

import hashlib
import json
from typing import Any


class CanonicalError(ValueError):
    """The document holds something that has no single way to be written, such as a float."""


def canonical_json(document: Any) -> str:
    """Write a document of objects, lists, strings, integers, true, false and null in its one canonical form.

    Keys are sorted by code point, nothing is escaped that need not be, there are no blanks. Decimals are strings.
    """
    _refuse_floats(document)
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of(document: Any) -> str:
    """Return the SHA-256 of the canonical form in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()


def _refuse_floats(part: Any) -> None:
    if isinstance(part, dict):
        for key, value in part.items():
            if not isinstance(key, str):
                raise CanonicalError(f"the key {key!r} is not a string")
            _refuse_floats(value)
    elif isinstance(part, list):
        for value in part:
            _refuse_floats(value)
    elif not isinstance(part, str | int | None):
        raise CanonicalError(f"{part!r} is neither text, whole number, true, false nor null")
