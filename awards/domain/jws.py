"""Compact JWS with ES256 (RFC 7515), public keys as JWK (RFC 7517), and nothing else of the family.

A key is known by the start of its thumbprint (RFC 7638), so that nobody chooses a key id.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

KEY_ID_LENGTH = 12
SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


class BadJws(ValueError):
    """Not a compact JWS of ES256."""


class BadKey(ValueError):
    """Not a list of public keys on P-256."""


class Signature(StrEnum):
    """What a signature says about what it stands under."""

    GENUINE = "genuine"
    BROKEN = "broken"
    UNKNOWN_KEY = "unknown_key"
    ABSENT = "absent"


@dataclass(frozen=True)
class PublicKey:
    """A point on P-256."""

    x: int
    y: int

    @property
    def jwk(self) -> dict[str, str]:
        """Return the members that a thumbprint is taken over."""
        return {"crv": "P-256", "kty": "EC", "x": _coordinate(self.x), "y": _coordinate(self.y)}

    @property
    def kid(self) -> str:
        """Return the key id."""
        digest = hashlib.sha256(json.dumps(self.jwk, separators=(",", ":"), sort_keys=True).encode()).digest()
        return encode(digest)[:KEY_ID_LENGTH]


Keys = Mapping[str, PublicKey]
"""The keys that are believed, by their ids."""

Verify = Callable[[PublicKey, bytes, bytes], bool]
"""Whether (key, message, signature) belong together."""


@dataclass(frozen=True)
class Jws:
    """The parts of a token that parsed; nothing is checked yet."""

    kid: str
    payload: bytes
    signed: bytes
    signature: bytes


def unsigned(kid: str, payload: bytes) -> str:
    """Return what is signed: header and payload."""
    header = json.dumps({"alg": "ES256", "kid": kid}, separators=(",", ":")).encode()
    return f"{encode(header)}.{encode(payload)}"


def parse(token: str) -> Jws:
    """Take a token apart; BadJws when it is of another shape or another algorithm."""
    if not SHAPE.fullmatch(token):
        raise BadJws("a token has three parts in base64url")
    head, body, signature = token.split(".")
    header = _object(decode(head))
    kid = header.get("kid", "")
    if header.get("alg") != "ES256" or "crit" in header or not isinstance(kid, str):
        raise BadJws("only ES256 without extensions is understood")
    return Jws(kid, decode(body), f"{head}.{body}".encode(), decode(signature))


def open_token(token: str, keys: Keys, verify: Verify) -> tuple[Signature, bytes]:
    """Return what the signature says, and the payload when it is genuine (else nothing)."""
    try:
        found = parse(token)
    except BadJws:
        return Signature.BROKEN, b""
    if found.kid not in keys:
        return Signature.UNKNOWN_KEY, b""
    if not verify(keys[found.kid], found.signed, found.signature):
        return Signature.BROKEN, b""
    return Signature.GENUINE, found.payload


def write_keys(keys: Iterable[PublicKey]) -> str:
    """Return keys as a JWK set."""
    ring = [{**key.jwk, "alg": "ES256", "kid": key.kid, "use": "sig"} for key in keys]
    return json.dumps({"keys": ring}, indent=1, sort_keys=True) + "\n"


def read_keys(text: str) -> dict[str, PublicKey]:
    """Read a JWK set; BadKey when one of its keys is not what its id says."""
    ring = _object(text.encode(), BadKey).get("keys")
    if not isinstance(ring, list):
        raise BadKey("no keys")
    return {str(jwk.get("kid", "")): _read_key(jwk) for jwk in ring if isinstance(jwk, dict)}


def read_key(jwk: Mapping[str, Any]) -> PublicKey:
    """Read one key."""
    if (jwk.get("kty"), jwk.get("crv")) != ("EC", "P-256"):
        raise BadKey("only keys on P-256 are understood")
    try:
        return PublicKey(int.from_bytes(decode(str(jwk["x"]))), int.from_bytes(decode(str(jwk["y"]))))
    except (KeyError, BadJws) as error:
        raise BadKey("a coordinate is missing or unreadable") from error


def encode(content: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Read base64url without padding; BadJws for any text that `encode` would not write."""
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadJws("not base64url") from error
    if encode(content) != text:
        raise BadJws("not the shortest base64url")
    return content


def _read_key(jwk: Mapping[str, Any]) -> PublicKey:
    key = read_key(jwk)
    if key.kid != jwk.get("kid"):
        raise BadKey(f"key {jwk.get('kid')} is not what its id says")
    return key


def _coordinate(value: int) -> str:
    return encode(value.to_bytes(32))


def _object(content: bytes, fault: type[ValueError] = BadJws) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise fault("not JSON") from error
    if not isinstance(found, dict):
        raise fault("not an object")
    return found
