"""What a certificate says: frozen when its number is taken, stored as JSON, printed as it stands.

Certificates are written in Indonesian whatever language the screen is in.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

SCHEMA = 2
BEFORE_SEALS = 1
MAY_BE_EMPTY = frozenset({"work", "capacity", "identity", "seal"})
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


class BadCertificateData(ValueError):
    """Something that must be printed is missing or cannot be printed."""


@dataclass(frozen=True)
class SignatoryData:
    """Who signs: capacity ("Pj.", or empty) and office, name, rank and NIP if they are printed, decree."""

    capacity: str
    office: str
    name: str
    identity: str
    decree: str

    @property
    def title(self) -> str:
        """Return capacity and office in one, for example "Pj. Wali Kota Pangkalpinang"."""
        return f"{self.capacity} {self.office}".strip()


@dataclass(frozen=True)
class CertificateData:
    """One certificate in one revision. `work`, and the signatory's `capacity` and `identity`, may be empty.

    `is_sample` marks the paper of a demo, so that nobody takes it for a real one. `seal` is the signed short form
    (awards.domain.seals); certificates of schema 1 have none.
    """

    number: str
    public_id: str
    revision: int
    recipient: str
    title: str
    category: str
    work: str
    occasion: str
    year: int
    place: str
    award_date: date
    decision_number: str
    decision_date: date
    issuer: str
    signatory: SignatoryData
    verification_url: str
    is_sample: bool
    seal: str = ""

    def __post_init__(self) -> None:
        """Refuse empty and unprintable texts here, before a number is used up."""
        for name, text in _texts(self):
            if not text and name not in MAY_BE_EMPTY:
                raise BadCertificateData(f"{name} is empty")
            if text != text.strip() or any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text):
                raise BadCertificateData(f"{name} has spaces around it or a control character")

    @property
    def citation(self) -> str:
        """Return for what the award is given, as one sentence without a full stop.

        "Terbaik I Kategori Perangkat Daerah dalam rangka Penghargaan Inovasi Daerah Tahun 2024"
        """
        return f"{self.title} {self.category} dalam rangka {self.occasion} Tahun {self.year}"

    @property
    def sealed_url(self) -> str:
        """Return the address in the QR code: the page, and the seal where browsers do not send it."""
        return f"{self.verification_url}#{self.seal}" if self.seal else self.verification_url

    @property
    def place_and_date(self) -> str:
        """Return place and date as printed above the signature."""
        return f"{self.place}, {indonesian_date(self.award_date)}"


def indonesian_date(day: date) -> str:
    """Write a date out.

    >>> indonesian_date(date(2025, 1, 9))
    '9 Januari 2025'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def freeze(data: CertificateData) -> dict[str, Any]:
    """Return the data as JSON-ready values; `thaw` gives back an equal object."""
    frozen = asdict(data)
    return {
        "schema": SCHEMA,
        **frozen,
        "award_date": data.award_date.isoformat(),
        "decision_date": data.decision_date.isoformat(),
    }


def thaw(frozen: Mapping[str, Any]) -> CertificateData:
    """Read what `freeze` wrote; BadCertificateData when it is of another shape."""
    if frozen.get("schema") == BEFORE_SEALS and "seal" not in frozen:
        frozen = {**frozen, "schema": SCHEMA, "seal": ""}
    names = {field.name for field in fields(CertificateData)}
    if frozen.get("schema") != SCHEMA or set(frozen) != names | {"schema"}:
        raise BadCertificateData(f"not a certificate of schema {BEFORE_SEALS} or {SCHEMA}")
    values = {name: frozen[name] for name in names}
    values["award_date"] = date.fromisoformat(values["award_date"])
    values["decision_date"] = date.fromisoformat(values["decision_date"])
    values["signatory"] = SignatoryData(**values["signatory"])
    return CertificateData(**values)


def _texts(data: CertificateData) -> list[tuple[str, str]]:
    values = [(name, value) for part in (data, data.signatory) for name, value in vars(part).items()]
    return [(name, value) for name, value in values if isinstance(value, str)]
