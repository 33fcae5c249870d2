"""What people do with documents; each function is one action and one transaction."""

from scorecards.evidence.services.documents import add_document, add_revision, describe
from scorecards.evidence.services.facts import Facts
from scorecards.evidence.services.links import add_link, recheck
from scorecards.evidence.services.sharing import (
    SharingRefused,
    ask,
    decline,
    grant,
    log_use,
    revoke,
    withdraw,
)

__all__ = [
    "Facts",
    "SharingRefused",
    "add_document",
    "add_link",
    "add_revision",
    "ask",
    "decline",
    "describe",
    "grant",
    "log_use",
    "recheck",
    "revoke",
    "withdraw",
]
