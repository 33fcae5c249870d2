"""The check of certificates as one file that runs wherever Python does, with this installation's public keys in it."""

from pathlib import Path

from awards import domain
from awards.certificates.signing import public_keys
from awards.domain.jws import write_keys
from portal.common.programs import pack

PROGRAM = "periksa-piagam.pyz"


def verifier() -> bytes:
    """Return the program; equal code and keys give equal bytes."""
    main = (
        "import sys\n\nfrom awards.domain.verify_certificate import main\n\n"
        f"KEYS = {write_keys(public_keys())!r}\n\nsys.exit(main(KEYS, sys.argv[0]))\n"
    )
    rules = sorted(Path(domain.__path__[0]).glob("*.py"))
    sources = {f"awards/domain/{source.name}": source.read_text(encoding="utf-8") for source in rules}
    return pack(main, {"awards/__init__.py": "", **sources})
