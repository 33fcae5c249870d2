"""The verifier as a program: no database, no Django, nothing outside the standard library.

`manage.py export_verifier FILE` packs it with the rules of arithmetic into one file for `python FILE`.
"""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from scorecards.domain.snapshot import SnapshotError, verify_chain

USAGE = """usage: verify_snapshot FILE [FILE ...]

Computes every number and rank of each snapshot anew and says the SHA-256 of the file; compare it with the published
one. Several files are also checked to follow one another: name them in the order of their numbers.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the files; return 0 when all hold, 1 at the first that does not, 2 when there is nothing to do."""
    names = sys.argv[1:] if arguments is None else arguments
    if not names or any(name in {"-h", "--help"} for name in names):
        sys.stderr.write(USAGE)
        return 2
    try:
        for line in verified(names):
            sys.stdout.write(f"{line}\n")
    except (SnapshotError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def verified(names: Sequence[str]) -> Iterator[str]:
    """Yield a line for each file that holds; raise SnapshotError, with the file's name, at the first that does not."""
    reading: list[str] = []
    found = verify_chain(_contents(names, reading))
    try:
        for document, sha256 in found:
            yield (
                f"{reading[-1]}: number {document['number']}, {document['edition']['code']} "
                f"{document['period']['score_year']}, {len(document['scorecards'])} scorecards: holds, SHA-256 {sha256}"
            )
    except SnapshotError as error:
        sha256 = hashlib.sha256(Path(reading[-1]).read_bytes()).hexdigest()
        raise SnapshotError(f"{reading[-1]}: {error} (SHA-256 {sha256})") from error


def _contents(names: Sequence[str], reading: list[str]) -> Iterator[bytes]:
    for name in names:
        reading.append(name)
        yield Path(name).read_bytes()


if __name__ == "__main__":
    sys.exit(main())
