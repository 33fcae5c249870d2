"""Signatures against the published vectors, and two implementations against each other."""

import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from awards.domain import jws, p256
from awards.domain.jws import BadJws, BadKey, PublicKey, Signature

# RFC 7515, appendix A.3.
RFC_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
RFC_TOKEN = (
    "eyJhbGciOiJFUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
# RFC 6979, appendix A.2.5, "sample" with SHA-256.
SECRET = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
R = 0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716
S = 0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8


def key_of(secret: ec.EllipticCurvePrivateKey) -> PublicKey:
    numbers = secret.public_key().public_numbers()
    return PublicKey(numbers.x, numbers.y)


def test_token_of_the_rfc_is_genuine() -> None:
    keys = {"": jws.read_key(RFC_KEY)}

    signature, payload = jws.open_token(RFC_TOKEN, keys, p256.verify)

    assert signature == Signature.GENUINE
    assert json.loads(payload) == {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}


@pytest.mark.parametrize("place", [30, 60, -50, -2])
def test_token_of_the_rfc_with_one_letter_changed_is_broken(place: int) -> None:
    letters = list(RFC_TOKEN)
    letters[place] = "A" if letters[place] != "A" else "B"

    assert jws.open_token("".join(letters), {"": jws.read_key(RFC_KEY)}, p256.verify) == (Signature.BROKEN, b"")


def test_signing_is_deterministic_as_in_rfc_6979() -> None:
    secret = ec.derive_private_key(SECRET, ec.SECP256R1())

    signature = secret.sign(b"sample", ec.ECDSA(hashes.SHA256(), deterministic_signing=True))

    assert decode_dss_signature(signature) == (R, S)
    assert p256.verify(key_of(secret), b"sample", R.to_bytes(32) + S.to_bytes(32))
    assert not p256.verify(key_of(secret), b"simple", R.to_bytes(32) + S.to_bytes(32))


@pytest.mark.parametrize(
    "signature", [b"", bytes(64), bytes(63), R.to_bytes(32) + bytes(32), b"\xff" * 64, R.to_bytes(32) + S.to_bytes(33)]
)
def test_signature_out_of_range_is_refused(signature: bytes) -> None:
    assert not p256.verify(key_of(ec.derive_private_key(SECRET, ec.SECP256R1())), b"sample", signature)


def test_key_off_the_curve_is_refused() -> None:
    assert not p256.verify(PublicKey(1, 1), b"sample", R.to_bytes(32) + S.to_bytes(32))


def test_unknown_key_and_other_shapes() -> None:
    keys = {"": jws.read_key(RFC_KEY)}
    other = jws.unsigned("lain", b"{}") + "." + jws.encode(bytes(64))

    assert jws.open_token(other, keys, p256.verify)[0] == Signature.UNKNOWN_KEY
    for token in ("", "a.b", "a.b.c", RFC_TOKEN + "=", RFC_TOKEN + ".x", RFC_TOKEN[:-1] + "V"):
        assert jws.open_token(token, keys, p256.verify)[0] == Signature.BROKEN


@pytest.mark.parametrize(
    "header", [{"alg": "none"}, {"alg": "HS256"}, {"alg": "ES256", "crit": ["b64"]}, {"alg": "ES256", "kid": 1}, []]
)
def test_only_es256_is_understood(header: object) -> None:
    token = f"{jws.encode(json.dumps(header).encode())}.e30.{jws.encode(bytes(64))}"

    with pytest.raises(BadJws):
        jws.parse(token)


def test_key_ring_is_written_and_read_and_an_id_cannot_be_chosen() -> None:
    key = jws.read_key(RFC_KEY)
    text = jws.write_keys([key])

    assert jws.read_keys(text) == {key.kid: key}
    assert len(key.kid) == jws.KEY_ID_LENGTH
    for broken in (text.replace(key.kid, "A" * 12), text.replace("P-256", "P-384"), "[]", "{}", "x", text[:-40] + "]}"):
        with pytest.raises(BadKey):
            jws.read_keys(broken)


def test_thumbprint_is_that_of_rfc_7638() -> None:
    """The members in the order of the alphabet, without spaces, hashed."""
    assert json.dumps(jws.read_key(RFC_KEY).jwk, separators=(",", ":")) == (
        '{"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",'
        '"y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}'
    )
