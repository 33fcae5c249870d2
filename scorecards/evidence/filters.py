"""What the list of documents is narrowed down to; it stands in the address, so that it can be sent to a colleague."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from scorecards.evidence.document_kinds import DocumentKind

OF_UNIT, OF_CITY, OF_OTHERS = "sendiri", "kota", "lain"
EXPIRED, EXPIRING, UNUSED = "kedaluwarsa", "segera", "belum-dipakai"
LONGEST = 100
NAMES = {"words": "cari", "kind": "jenis", "year": "tahun", "owner": "milik", "state": "keadaan"}
"""Each part of the filter and its name in the address."""


@dataclass(frozen=True)
class RegisterFilter:
    """Words of title or file name, kind, year that it covers, owner and state; empty means all."""

    words: str = ""
    kind: str = ""
    year: int | None = None
    owner: str = ""
    state: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "RegisterFilter":
        """Read an address; what it does not know is left out."""
        year = query.get("tahun", "")
        return cls(
            words=" ".join(query.get("cari", "").split())[:LONGEST],
            kind=_one_of(query.get("jenis", ""), DocumentKind.values),
            year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
            owner=_one_of(query.get("milik", ""), owners()),
            state=_one_of(query.get("keadaan", ""), states()),
        )

    @property
    def query(self) -> str:
        """Return the address's query."""
        return self._query()

    def _query(self, without: str = "") -> str:
        given = {name: getattr(self, name) for name in NAMES if name != without}
        return urlencode({NAMES[name]: value for name, value in given.items() if value})

    def chips(self) -> list[dict[str, str]]:
        """Return each filter that is on, with the address without it."""
        words = {
            "words": f"“{self.words}”",
            "kind": str(DocumentKind(self.kind).label) if self.kind else "",
            "year": str(self.year or ""),
            "owner": owners().get(self.owner, ""),
            "state": states().get(self.state, ""),
        }
        on = [name for name in NAMES if getattr(self, name)]
        return [{"label": words[name], "remove_url": f"?{self._query(without=name)}"} for name in on]


def owners() -> dict[str, str]:
    """Return whose documents may be asked for, in words."""
    return {OF_UNIT: _("My unit's"), OF_CITY: _("The city's"), OF_OTHERS: _("Of other units")}


def states() -> dict[str, str]:
    """Return the states that may be asked for, in words."""
    return {EXPIRED: _("Expired"), EXPIRING: _("Expires soon"), UNUSED: _("Not used yet")}


def _one_of(text: str, known: "Mapping[str, str] | list[str]") -> str:
    return text if text in known else ""
