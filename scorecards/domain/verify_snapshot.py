"""The verifier as a program: no database, no Django, nothing outside the standard library.

`manage.py export_verifier FILE` packs it with the rules of arithmetic into one file for `python FILE`.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from scorecards.domain.difference import NotComparable, difference
from scorecards.domain.numbers import is_exact, plain
from scorecards.domain.snapshot import SnapshotError, verify_chain

WHY = "--why"
USAGE = """usage: verify_snapshot FILE [FILE ...]
       verify_snapshot --why EARLIER LATER

Computes every number and rank of each snapshot anew and says the SHA-256 of the file; compare it with the published
one. Several files are also checked to follow one another: name them in the order of their numbers.

With --why, both files are verified, and then each unit's change of total and rank is split by cause.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the files; return 0 when all hold, 1 at the first that does not, 2 when there is nothing to do."""
    names = sys.argv[1:] if arguments is None else arguments
    if not names or {"-h", "--help"} & set(names) or (names[0] == WHY and len(names) != 3):
        sys.stderr.write(USAGE)
        return 2
    try:
        for line in explained(names[1:]) if names[0] == WHY else verified(names):
            sys.stdout.write(f"{line}\n")
    except (SnapshotError, NotComparable, OSError) as error:
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


def explained(names: Sequence[str]) -> Iterator[str]:
    """Yield, for each unit that is ranked in both files, its change and what each cause brought to total and rank."""
    for name in names:
        yield from verified([name])
    before, after = (json.loads(Path(name).read_bytes()) for name in names)
    for change in difference(before, after).changes:
        yield (
            f"{change.name}: rank {change.rank_before} -> {change.rank_after} (own changes alone: {change.own_only}, "
            f"the others' alone: {change.peers_only}), total {_exact(change.before)} -> {_exact(change.after)}"
        )
        for cause, move in change.moves.items():
            points = change.parts.get(cause, 0)
            if points or move:
                # A lower rank is better, so what lifts a unit counts as ranks won.
                yield f"  {cause}: total {_signed(points)}, ranks {_signed(-move)}"


def _signed(value: Fraction | int) -> str:
    return f"+{_exact(value)}" if value > 0 else _exact(value)


def _exact(value: Fraction | int) -> str:
    number = Fraction(value)
    return plain(number) if is_exact(number) else str(number)


def _contents(names: Sequence[str], reading: list[str]) -> Iterator[bytes]:
    for name in names:
        reading.append(name)
        yield Path(name).read_bytes()


if __name__ == "__main__":
    sys.exit(main())
