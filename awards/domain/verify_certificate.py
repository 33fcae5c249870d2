"""The check of certificates as a program: no database, no Django, nothing outside the standard library."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from awards.domain import p256
from awards.domain.certificate import indonesian_date
from awards.domain.checking import Answer, NoRegister, Register, check_address, check_file
from awards.domain.jws import Keys, Verify, read_keys
from awards.domain.status import BadList, StatusList, read_list
from awards.domain.verdicts import TITLES, Source, Verdict

LIST_NAME = "daftar-status.jws"
LIST = "--daftar"
USAGE = f"""Pemakaian: python periksa-piagam.pyz [{LIST} DAFTAR] BERKAS

BERKAS ialah berkas PDF piagam, atau alamat yang terbaca dari kode QR. DAFTAR ialah daftar status; tanpa {LIST} dipakai
{LIST_NAME} di samping program ini. Kode keluar 0 hanya untuk Sah.
"""


def main(keys_text: str, beside: str, arguments: Sequence[str] | None = None) -> int:
    """Check one file or address with pinned keys; return 0 for Sah alone, 2 when there is nothing to do."""
    names = list(sys.argv[1:] if arguments is None else arguments)
    path = Path(beside).resolve().with_name(LIST_NAME)
    is_named = names[:1] == [LIST] and len(names) > 1
    if is_named:
        path, names = Path(names[1]), names[2:]
    if len(names) != 1 or names[0] in {"-h", "--help"}:
        sys.stderr.write(USAGE)
        return 2
    keys = read_keys(keys_text)
    try:
        listed = read_list(path.read_text(), keys, p256.verify) if is_named or path.exists() else None
        register: Register = listed or NoRegister()
        source = listed.age(datetime.now(UTC)) if listed else Source.NONE
        answer = check(names[0], keys=keys, verify=p256.verify, register=register, source=source)
    except (BadList, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("".join(f"{line}\n" for line in in_words(answer, listed)))
    return 0 if answer.verdict == Verdict.VALID else 1


def check(subject: str, *, keys: Keys, verify: Verify, register: Register, source: Source) -> Answer:
    """Check a file by its name, or what a QR code holds; OSError when there is no such file."""
    if "#" in subject or subject.startswith("eyJ"):
        return check_address(subject, keys=keys, verify=verify, register=register, source=source)
    content = Path(subject).read_bytes()
    return check_file(content, keys=keys, verify=verify, register=register, source=source)


def in_words(answer: Answer, listed: StatusList | None) -> Iterator[str]:
    """Yield the answer, and what it is about."""
    yield TITLES[answer.verdict]
    if seal := answer.seal:
        yield f"Nomor: {seal.number}, revisi {seal.revision}{' (DATA CONTOH)' if seal.is_sample else ''}"
        yield f"Penerima: {seal.recipient}"
        yield f"Penghargaan: {seal.award}, {indonesian_date(seal.day)}"
        yield f"Penerbit: {seal.issuer}"
    elif answer.row:
        yield f"Nomor: {answer.row.number}, revisi {answer.row.revision}"
    if listed:
        yield f"Daftar status per {listed.made_at:%Y-%m-%d %H:%M} UTC"
