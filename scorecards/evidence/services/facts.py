"""What is known of a document beside its bytes."""

from datetime import date
from typing import NamedTuple


class Facts(NamedTuple):
    """Title, kind, period, expiry, and who may see it."""

    title: str
    kind: str
    covers_from: date | None
    covers_to: date | None
    expires_on: date | None
    confidentiality: str
