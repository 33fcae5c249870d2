"""From a file, or from the address that a QR code holds, to the answer."""

import hashlib
from dataclasses import dataclass
from typing import Protocol

from awards.domain import seals
from awards.domain.jws import SHAPE, Keys, Verify
from awards.domain.seals import Seal, Sealed
from awards.domain.status import Row
from awards.domain.verdicts import Evidence, File, Source, Verdict, judge


class Register(Protocol):
    """Whatever knows the revisions that were issued: the database, or a status list."""

    def by_file(self, sha256: str) -> Row | None:
        """Return the revision that has this file."""

    def by_number(self, issuer: str, number: str, revision: int) -> Row | None:
        """Return a revision."""


class NoRegister:
    """Knows nothing."""

    def by_file(self, sha256: str) -> Row | None:
        """Return nothing."""
        del sha256
        return None

    def by_number(self, issuer: str, number: str, revision: int) -> Row | None:
        """Return nothing."""
        del issuer, number, revision
        return None


@dataclass(frozen=True)
class Answer:
    """The verdict, what the seal says if it is genuine, and what the register says if it knows the revision."""

    verdict: Verdict
    seal: Seal | None
    row: Row | None


def check_file(content: bytes, *, keys: Keys, verify: Verify, register: Register, source: Source) -> Answer:
    """Judge a file by its bytes, or else by the seal in it."""
    sha256 = hashlib.sha256(content).hexdigest()
    sealed = seals.read_file(content, keys, verify)
    if row := register.by_file(sha256):
        return _answer(sealed, row, File.SAME, source)
    return _answer(sealed, _listed(sealed, register), File.OTHER, source)


def check_address(text: str, *, keys: Keys, verify: Verify, register: Register, source: Source) -> Answer:
    """Judge what a QR code holds; the paper is still to be compared with the seal by eye."""
    token = text.strip().rpartition("#")[2]
    sealed = seals.read_token(token, keys, verify) if SHAPE.fullmatch(token) else seals.NOT_SEALED
    return _answer(sealed, _listed(sealed, register), File.ABSENT, source)


def _listed(sealed: Sealed, register: Register) -> Row | None:
    """Only a genuine seal may name the revision that it speaks of."""
    seal = sealed.seal
    return register.by_number(seal.issuer, seal.number, seal.revision) if seal else None


def _answer(sealed: Sealed, row: Row | None, file: File, source: Source) -> Answer:
    evidence = Evidence(sealed.signature, source, row.state if row else None, file)
    return Answer(judge(evidence), sealed.seal, row)
