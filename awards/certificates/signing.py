"""The key that seals certificates and the status list, and the public ones of all time.

The private key is a file that only the portal's user reads (`CERTIFICATE_KEY_FILE`); it is in no repository, database
or backup of one. Public keys are rows: what was sealed under a key stays checkable when another took its place.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from django.conf import settings

from awards.certificates.models import SealKey
from awards.domain import jws
from awards.domain.jws import Keys, PublicKey
from awards.domain.p256 import SIZE

# The same words under the same key give the same signature (RFC 6979), as all that makes up a certificate does.
_ALGORITHM = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


class NoSealKey(Exception):
    """This installation has no private key, or an unreadable one; the message says how to make one."""


class KeyThere(Exception):
    """There is a private key already; it is not replaced by accident."""


@dataclass(frozen=True)
class Signer:
    """A private key."""

    secret: ec.EllipticCurvePrivateKey

    @property
    def public(self) -> PublicKey:
        """Return its other half."""
        numbers = self.secret.public_key().public_numbers()
        return PublicKey(numbers.x, numbers.y)

    def sign(self, content: bytes) -> str:
        """Return a compact JWS."""
        signed = jws.unsigned(self.public.kid, content)
        r, s = decode_dss_signature(self.secret.sign(signed.encode(), _ALGORITHM))
        return f"{signed}.{jws.encode(r.to_bytes(SIZE) + s.to_bytes(SIZE))}"


def verify(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Check a signature with `cryptography`; awards.domain.p256 does the same in plain Python."""
    if len(signature) != 2 * SIZE:
        return False
    r, s = int.from_bytes(signature[:SIZE]), int.from_bytes(signature[SIZE:])
    try:
        public = ec.EllipticCurvePublicNumbers(key.x, key.y, ec.SECP256R1()).public_key()
        public.verify(encode_dss_signature(r, s), message, _ALGORITHM)
    except (InvalidSignature, ValueError):
        return False
    return True


def signer() -> Signer:
    """Return the key in use. Without a file one is made, but never in production: there it is a deliberate act."""
    path: Path = settings.CERTIFICATE_KEY_FILE
    if not path.exists() and not settings.IS_PRODUCTION:
        write_new_key(path)
    try:
        secret = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise NoSealKey(f"{path}: {error}; make one with: manage.py certificate_key new") from error
    if not isinstance(secret, ec.EllipticCurvePrivateKey) or secret.curve.name != "secp256r1":
        raise NoSealKey(f"{path} holds another kind of key; make one with: manage.py certificate_key new")
    return Signer(secret)


def write_new_key(path: Path) -> None:
    """Make a key in a file for its owner alone; of several processes that try, one makes it."""
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent) as draft:  # readable to its owner only
        draft.write(pem)
        draft.flush()
        os.fsync(draft.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft.name, path)


def make_first() -> None:
    """Make this installation's key; KeyThere when it has one."""
    path: Path = settings.CERTIFICATE_KEY_FILE
    if path.exists():
        raise KeyThere(f"{path} exists; to put a new key in its place: manage.py certificate_key rotate")
    write_new_key(path)
    register(signer().public)


def rotate() -> None:
    """Put a new key in the place of the one in use, whose public half stays published; NoSealKey without one.

    The old private key is gone afterwards: nobody can seal with it any more.
    """
    path: Path = settings.CERTIFICATE_KEY_FILE
    register(signer().public)
    draft = path.with_name(f"{path.name}.next")
    draft.unlink(missing_ok=True)
    write_new_key(draft)
    draft.replace(path)
    register(signer().public)


def kid_in_use() -> str | None:
    """Return the id of the key in use, if there is one."""
    return next((key.kid for key in _in_use()), None)


def public_keys() -> list[PublicKey]:
    """Return every key that ever sealed something, the one in use among them, oldest first."""
    known = [PublicKey(int(row.x, 16), int(row.y, 16)) for row in SealKey.objects.order_by("pk")]
    return list(dict.fromkeys([*known, *_in_use()]))


def ring() -> Keys:
    """Return the public keys by their ids."""
    return {key.kid: key for key in public_keys()}


def register(key: PublicKey) -> None:
    """Note a public key for ever, before something that is sealed under it leaves the house."""
    SealKey.objects.get_or_create(kid=key.kid, defaults={"x": f"{key.x:064x}", "y": f"{key.y:064x}"})


def _in_use() -> Iterable[PublicKey]:
    try:
        return [signer().public]
    except NoSealKey:
        return []
