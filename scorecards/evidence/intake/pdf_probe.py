"""Looks into one PDF and prints what it found as JSON; run as a program of its own, never imported.

A hostile file can make any PDF reader loop, recurse or swell. Here that kills only this small process: the system
ends it at its limits of time and memory, and the caller (probes.py) waits no longer than it wants to.
"""

import json
import resource
import sys

CPU_SECONDS = 10
MEMORY_BYTES = 1024 * 1024 * 1024


def probe(path: str) -> dict[str, object]:
    """Return {"pages": n}, {"error": "encrypted"} or {"error": "broken"} for the file at `path`."""
    from pypdf import PdfReader  # noqa: PLC0415  # after the limits are set
    from pypdf.errors import DependencyError  # noqa: PLC0415

    try:
        reader = PdfReader(path, strict=False)
        # A file that only its owner's password protects opens for every reader with an empty one.
        if reader.is_encrypted and not reader.decrypt(""):
            return {"error": "encrypted"}
        return {"pages": len(reader.pages)}
    except DependencyError:
        return {"error": "encrypted"}
    except Exception:  # whatever the file provoked, it cannot be read
        return {"error": "broken"}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(probe(sys.argv[1])))
