"""From bytes and addresses to answers: each way in which a paper can be wrong."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from awards.certificates.signing import Signer
from awards.domain import p256
from awards.domain.checking import Answer, NoRegister, check_address, check_file
from awards.domain.jws import Signature
from awards.domain.seals import BadSeal, Seal, read_seal, read_token, write_seal
from awards.domain.status import FRESH_FOR, BadList, Row, StatusList, read_list, write_list
from awards.domain.verdicts import Source, State, Verdict

NOW = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
SIGNER = Signer(ec.derive_private_key(7, ec.SECP256R1()))
STRANGER = Signer(ec.derive_private_key(8, ec.SECP256R1()))
KEYS = {SIGNER.public.kid: SIGNER.public}
SEAL = Seal("Kota Pangkalpinang", "000.9.6.1/001/BAPPERIDA/2025", "Tim “Ünik”", "Terbaik I", date(2025, 1, 9), 1)
TOKEN = SIGNER.sign(write_seal(SEAL))


def paper(token: str = TOKEN) -> bytes:
    return b'%PDF-1.7 \xff\x00 {"id": "/v/q8/#' + token.encode() + b'", "narrative": "' + token.encode() + b'"} %%EOF\n'


def rows(state: State = State.VALID, content: bytes = paper()) -> tuple[Row, ...]:
    return (Row(SEAL.number, 1, state, sha256(content).hexdigest()),)


def ask(content: bytes, *, state: State | None = State.VALID, days: int = 0) -> Answer:
    """Ask with a list that is so many days old and has the paper in one state, or does not have it."""
    listed = StatusList(SEAL.issuer, NOW - timedelta(days=days), rows(state) if state else ())
    return check_file(content, keys=KEYS, verify=p256.verify, register=listed, source=listed.age(NOW))


def test_file_as_issued() -> None:
    answer = ask(paper())

    assert (answer.verdict, answer.seal, answer.row) == (Verdict.VALID, SEAL, rows()[0])


def test_each_changed_and_each_appended_byte_is_seen() -> None:
    whole = paper()
    for place in range(len(whole)):
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        assert ask(changed).verdict == Verdict.DIFFERENT
    assert ask(whole + b"\n").verdict == Verdict.DIFFERENT


@pytest.mark.parametrize(("state", "verdict"), [(State.REVOKED, Verdict.REVOKED), (State.REPLACED, Verdict.REPLACED)])
@pytest.mark.parametrize("days", [0, 400])
def test_revoked_and_replaced(state: State, verdict: Verdict, days: int) -> None:
    assert ask(paper(), state=state, days=days).verdict == verdict


def test_old_list_and_no_list() -> None:
    assert ask(paper(), days=FRESH_FOR.days).verdict == Verdict.VALID
    assert ask(paper(), days=FRESH_FOR.days + 1).verdict == Verdict.UNCHECKED
    assert ask(paper(), days=-2).verdict == Verdict.UNCHECKED  # this machine's clock is wrong
    nothing = check_file(paper(), keys=KEYS, verify=p256.verify, register=NoRegister(), source=Source.NONE)
    assert nothing.verdict == Verdict.UNCHECKED


def test_unknown_files() -> None:
    assert ask(b"%PDF-1.7 anything").verdict == Verdict.UNKNOWN
    assert ask(paper(STRANGER.sign(write_seal(SEAL)))).verdict == Verdict.UNKNOWN
    assert ask(paper(), state=None).verdict == Verdict.UNCHECKED  # newer than the list, perhaps


def test_genuine_seal_copied_into_another_file_is_seen() -> None:
    assert ask(b"%PDF-1.7 my own award " + paper()[9:]).verdict == Verdict.DIFFERENT


def test_stray_seals_do_not_hide_a_genuine_one() -> None:
    stray = f"{TOKEN[:-4]}AAAA ".encode()

    assert ask(stray + paper()).seal == SEAL


def test_certificate_of_before_the_seals_is_known_by_its_hash() -> None:
    old = b"%PDF-1.7 without a seal"
    listed = StatusList(SEAL.issuer, NOW, rows(content=old))

    answer = check_file(old, keys={}, verify=p256.verify, register=listed, source=Source.FRESH)

    assert (answer.verdict, answer.seal) == (Verdict.VALID, None)


def test_address_of_a_qr_code() -> None:
    listed = StatusList(SEAL.issuer, NOW, rows())

    def verdict(text: str) -> Verdict:
        return check_address(text, keys=KEYS, verify=p256.verify, register=listed, source=Source.FRESH).verdict

    assert verdict(f"https://rapor.example/v/x/#{TOKEN}\n") == Verdict.VALID
    assert verdict(TOKEN) == Verdict.VALID
    assert verdict(f"https://rapor.example/v/x/#{TOKEN[:-4]}AAAA") == Verdict.DIFFERENT
    assert verdict(STRANGER.sign(write_seal(SEAL))) == Verdict.UNKNOWN
    assert verdict("https://rapor.example/v/x/") == Verdict.UNKNOWN


def test_number_of_another_issuer_is_another_number() -> None:
    listed = StatusList("Kota Lain", NOW, rows(content=b"lain"))

    answer = check_file(paper(), keys=KEYS, verify=p256.verify, register=listed, source=Source.FRESH)

    assert answer.verdict == Verdict.UNCHECKED


def test_list_is_signed_and_comes_back_equal() -> None:
    listed = StatusList(SEAL.issuer, NOW, (*rows(), Row("2", 2, State.REVOKED, "b" * 64)))
    token = SIGNER.sign(write_list(listed.issuer, listed.made_at, listed.rows))

    assert read_list(token + "\n", KEYS, p256.verify) == listed
    for broken in (token[:-4] + "AAAA", "", TOKEN, STRANGER.sign(write_list(SEAL.issuer, NOW, ()))):
        with pytest.raises(BadList):
            read_list(broken, KEYS, p256.verify)


def test_signed_list_is_no_seal() -> None:
    token = SIGNER.sign(write_list(SEAL.issuer, NOW, ()))

    assert read_token(token, KEYS, p256.verify).signature == Signature.BROKEN


@pytest.mark.parametrize(
    "change", [(b'"rev":1', b'"rev": 1'), (b'"date":"2025-01-09"', b'"date":"9"'), (b'"iss"', b'"isx"'), (b"{", b"[")]
)
def test_seal_of_another_shape_is_refused(change: tuple[bytes, bytes]) -> None:
    content = write_seal(SEAL)

    assert read_seal(content) == SEAL
    with pytest.raises(BadSeal):
        read_seal(content.replace(*change))
