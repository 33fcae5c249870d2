"""The one rule that answers "is this certificate genuine?", on the server, off line, in the browser and on the console.

Three facts are monotone, which is what makes an old list useful: what was issued was issued, and a revision only ever
goes from valid to replaced or revoked. So an old list may still say Diganti, Dicabut and Isi berbeda; Sah it may not.
static/js/certificate.js holds the same rule for browsers; tests compare the two over every case.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from awards.domain.jws import Signature


class Source(StrEnum):
    """Where the register was asked: the server itself, a signed list of it, new or old, or nowhere."""

    SERVER = "server"
    FRESH = "fresh"
    STALE = "stale"
    NONE = "none"


class State(StrEnum):
    """What the register says of one revision of a certificate."""

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"


class File(StrEnum):
    """A file's bytes against the hash in the register; OTHER also where there is nothing to compare with."""

    SAME = "same"
    OTHER = "other"
    ABSENT = "absent"


class Verdict(StrEnum):
    """The six answers."""

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"
    DIFFERENT = "different"
    UNKNOWN = "unknown"
    UNCHECKED = "unchecked"


TITLES = {
    Verdict.VALID: "Sah",
    Verdict.REPLACED: "Diganti",
    Verdict.REVOKED: "Dicabut",
    Verdict.DIFFERENT: "Isi berbeda",
    Verdict.UNKNOWN: "Tidak dikenal",
    Verdict.UNCHECKED: "Asli tetapi status belum dapat diperiksa",
}
"""The answers in the language of the certificates; screens translate theirs."""


@dataclass(frozen=True)
class Evidence:
    """Everything that the answer depends on; `state` is None when the register has no such revision."""

    signature: Signature
    source: Source
    state: State | None
    file: File

    def __post_init__(self) -> None:
        """Refuse what cannot be: a state without a register, a file equal to nothing."""
        if self.state is not None and self.source == Source.NONE:
            raise ValueError("a state comes from a register")
        if self.state is None and self.file == File.SAME:
            raise ValueError("a file equals that of a revision")


def judge(evidence: Evidence) -> Verdict:
    """Answer."""
    if evidence.file != File.SAME:  # the very bytes that were issued need no other proof
        if evidence.signature == Signature.BROKEN:
            return Verdict.DIFFERENT
        if evidence.signature == Signature.UNKNOWN_KEY:
            return Verdict.UNKNOWN
    if evidence.state is None:
        return _judge_unlisted(evidence)
    if evidence.file == File.OTHER:
        return Verdict.DIFFERENT
    if evidence.state == State.VALID:
        return Verdict.UNCHECKED if evidence.source == Source.STALE else Verdict.VALID
    return Verdict.REVOKED if evidence.state == State.REVOKED else Verdict.REPLACED


def cases() -> Iterator[Evidence]:
    """Yield everything that can be."""
    for signature, source, state, file in product(Signature, Source, (*State, None), File):
        try:
            yield Evidence(signature, source, state, file)
        except ValueError:
            continue


def _judge_unlisted(evidence: Evidence) -> Verdict:
    """A list may be older than the certificate, the server is not: what it does not know was never issued."""
    may_be_newer = evidence.signature == Signature.GENUINE and evidence.source != Source.SERVER
    return Verdict.UNCHECKED if may_be_newer else Verdict.UNKNOWN
