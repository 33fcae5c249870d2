"""What changes editions: loading from a source, and the workshop where a draft becomes an edition by two people."""

from scorecards.editions.services.loading import EditionRefused, LoadReport, Outcome, load
from scorecards.editions.services.workshop import (
    AlreadyPublished,
    CasesDiffer,
    DraftChanged,
    NotNow,
    OwnProposal,
    WorkshopRefused,
    discard,
    propose,
    publish,
    upload,
)

__all__ = [
    "AlreadyPublished",
    "CasesDiffer",
    "DraftChanged",
    "EditionRefused",
    "LoadReport",
    "NotNow",
    "Outcome",
    "OwnProposal",
    "WorkshopRefused",
    "discard",
    "load",
    "propose",
    "publish",
    "upload",
]
