"""Programs of one file that run wherever Python does: `python FILE.pyz`."""

import io
import zipfile
from collections.abc import Mapping

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def pack(main: str, sources: Mapping[str, str]) -> bytes:
    """Return an archive that `python FILE` runs; `sources` are texts by path. Equal texts give equal bytes."""
    packed = io.BytesIO()
    packed.write(b"#!/usr/bin/env python3\n")
    with zipfile.ZipFile(packed, "a") as archive:
        for name, text in {"__main__.py": main, **sources}.items():
            # Stored and not deflated: what a compressor makes of a text differs between its versions.
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), text)
    return packed.getvalue()
