"""The seal of a certificate: what it says in short, signed, so that it can be checked without the server.

It stands in the QR code behind the `#` of the address, which browsers never send, and in the credential inside the
PDF, where it is found again in plain bytes without reading PDF.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from awards.domain.certificate import CertificateData
from awards.domain.jws import Keys, Signature, Verify, open_token

# Headers and contents are JSON objects, so both begin with {" in base64. The limits keep the search short.
_IN_FILE = re.compile(rb"eyJ[A-Za-z0-9_-]{1,200}\.eyJ[A-Za-z0-9_-]{1,4000}\.[A-Za-z0-9_-]{86}(?![A-Za-z0-9_-])")
_MOST_IN_FILE = 8


class BadSeal(ValueError):
    """Signed, but not the content of a seal."""


@dataclass(frozen=True)
class Seal:
    """What is signed; the key's id stands in the token's header."""

    issuer: str
    number: str
    recipient: str
    award: str
    day: date
    revision: int
    is_sample: bool = False


@dataclass(frozen=True)
class Sealed:
    """What a token says: `seal` is there when the signature is genuine, and only then."""

    signature: Signature
    seal: Seal | None = None


NOT_SEALED = Sealed(Signature.ABSENT)


def seal_of(data: CertificateData) -> Seal:
    """Return in short what a certificate says."""
    return Seal(
        issuer=data.issuer,
        number=data.number,
        recipient=data.recipient,
        award=data.citation,
        day=data.award_date,
        revision=data.revision,
        is_sample=data.is_sample,
    )


def write_seal(seal: Seal) -> bytes:
    """Return the content as it is signed."""
    said: dict[str, Any] = {
        "iss": seal.issuer,
        "num": seal.number,
        "rev": seal.revision,
        "name": seal.recipient,
        "award": seal.award,
        "date": seal.day.isoformat(),
    }
    if seal.is_sample:
        said["demo"] = True
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def read_seal(content: bytes) -> Seal:
    """Read what `write_seal` wrote; BadSeal for anything else."""
    try:
        said = json.loads(content)
        seal = Seal(
            issuer=said["iss"],
            number=said["num"],
            revision=said["rev"],
            recipient=said["name"],
            award=said["award"],
            day=date.fromisoformat(said["date"]),
            is_sample="demo" in said,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadSeal("not the content of a seal") from error
    if write_seal(seal) != content:
        raise BadSeal("not written as a seal is written")
    return seal


def read_token(token: str, keys: Keys, verify: Verify) -> Sealed:
    """Check a token; what is genuinely signed and no seal (a status list, say) counts as broken."""
    signature, payload = open_token(token, keys, verify)
    if signature != Signature.GENUINE:
        return Sealed(signature)
    try:
        return Sealed(signature, read_seal(payload))
    except BadSeal:
        return Sealed(Signature.BROKEN)


def read_file(content: bytes, keys: Keys, verify: Verify) -> Sealed:
    """Return the best seal among those in a file; a genuine one may have been copied there, so compare the hash too."""
    tokens = list(dict.fromkeys(_IN_FILE.findall(content)))[:_MOST_IN_FILE]
    found = {sealed.signature: sealed for sealed in reversed([read_token(t.decode(), keys, verify) for t in tokens])}
    return next((found[signature] for signature in Signature if signature in found), NOT_SEALED)
