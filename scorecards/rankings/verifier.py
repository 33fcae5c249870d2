"""The verifier of snapshots as one file that runs wherever Python does."""

import io
import zipfile
from pathlib import Path

from scorecards import domain

_MAIN = "import sys\n\nfrom scorecards.domain.verify_snapshot import main\n\nsys.exit(main())\n"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def verifier() -> bytes:
    """Return an archive with the rules of arithmetic that `python FILE` runs; equal code gives equal bytes."""
    packed = io.BytesIO()
    packed.write(b"#!/usr/bin/env python3\n")
    with zipfile.ZipFile(packed, "a") as archive:
        _add(archive, "__main__.py", _MAIN)
        _add(archive, "scorecards/__init__.py", "")
        for source in sorted(Path(domain.__path__[0]).glob("*.py")):
            _add(archive, f"scorecards/domain/{source.name}", source.read_text(encoding="utf-8"))
    return packed.getvalue()


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    # Stored and not deflated: what a compressor makes of a text differs between its versions.
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    archive.writestr(entry, text)
