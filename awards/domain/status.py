"""The status list: every revision that was issued, with its state and the hash of its file, signed and dated.

It names no recipient. As a compact JWS it is one small file that can lie anywhere.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from awards.domain.jws import Keys, Signature, Verify, open_token
from awards.domain.verdicts import Source, State

FRESH_FOR = timedelta(days=30)
CLOCKS_DIFFER = timedelta(days=1)


class BadList(ValueError):
    """Not a status list that one of the keys signed."""


@dataclass(frozen=True)
class Row:
    """One revision of a certificate."""

    number: str
    revision: int
    state: State
    sha256: str


@dataclass(frozen=True)
class StatusList:
    """The register of one issuer at one moment (aware, whole seconds)."""

    issuer: str
    made_at: datetime
    rows: tuple[Row, ...]

    def age(self, now: datetime) -> Source:
        """Return whether the list is new enough to call a certificate valid.

        A list from the future means that this machine's clock is wrong, so that nobody knows how old it is.
        """
        return Source.FRESH if -CLOCKS_DIFFER <= now - self.made_at <= FRESH_FOR else Source.STALE

    def by_file(self, sha256: str) -> Row | None:
        """Return the revision that has this file."""
        return self._by_file.get(sha256)

    def by_number(self, issuer: str, number: str, revision: int) -> Row | None:
        """Return a revision; the numbers of another issuer are not in here."""
        return self._by_number.get((number, revision)) if issuer == self.issuer else None

    @cached_property
    def _by_file(self) -> dict[str, Row]:
        return {row.sha256: row for row in self.rows}

    @cached_property
    def _by_number(self) -> dict[tuple[str, int], Row]:
        return {(row.number, row.revision): row for row in self.rows}


def write_list(issuer: str, made_at: datetime, rows: Iterable[Row]) -> bytes:
    """Return the content as it is signed."""
    said = {
        "iss": issuer,
        "at": made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "rows": [[row.number, row.revision, row.state, row.sha256] for row in rows],
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def read_list(token: str, keys: Keys, verify: Verify) -> StatusList:
    """Check and read a list; BadList unless one of the keys signed it."""
    signature, payload = open_token(token.strip(), keys, verify)
    if signature != Signature.GENUINE:
        raise BadList(f"the list's signature is not genuine ({signature})")
    try:
        said = json.loads(payload)
        rows = tuple(Row(number, revision, State(state), sha256) for number, revision, state, sha256 in said["rows"])
        return StatusList(said["iss"], datetime.fromisoformat(said["at"]), rows)
    except (KeyError, TypeError, ValueError) as error:
        raise BadList("signed, but no status list") from error
