"""What people do with scorecards and entries; each function is one action and one transaction."""

from scorecards.entries.services.cycles import drop_own_window, open_cycle, open_year, set_own_window, set_windows
from scorecards.entries.services.errors import (
    BadAnswer,
    BadPages,
    Conflict,
    ContributionChanged,
    CycleExists,
    EntryClosed,
    LeadsChanged,
    LeadsItself,
    MarkStands,
    MoveRefused,
    NoLeadHere,
    NoLokusHere,
    NotClaimed,
    NothingToSubmit,
    RevisionNotUsable,
    SubmitBlocked,
    TooLate,
    UnitNotInCycle,
    UnitNotUsable,
)
from scorecards.entries.services.files import Announced, announce, finish
from scorecards.entries.services.imported import import_marks
from scorecards.entries.services.leads import (
    LeadChange,
    add_contributor,
    apply_proposal,
    remove_contributor,
    save_share_note,
    set_leads,
)
from scorecards.entries.services.marks import MarkChange, SaveReport, save_mark, save_marks
from scorecards.entries.services.outside import record_lokus, record_outside, remove_lokus
from scorecards.entries.services.proofs import attach, detach, move_links, set_pages
from scorecards.entries.services.settling import settle_mark
from scorecards.entries.services.submission import submit

__all__ = [
    "Announced",
    "BadAnswer",
    "BadPages",
    "Conflict",
    "ContributionChanged",
    "CycleExists",
    "EntryClosed",
    "LeadChange",
    "LeadsChanged",
    "LeadsItself",
    "MarkChange",
    "MarkStands",
    "MoveRefused",
    "NoLeadHere",
    "NoLokusHere",
    "NotClaimed",
    "NothingToSubmit",
    "RevisionNotUsable",
    "SaveReport",
    "SubmitBlocked",
    "TooLate",
    "UnitNotInCycle",
    "UnitNotUsable",
    "add_contributor",
    "announce",
    "apply_proposal",
    "attach",
    "detach",
    "drop_own_window",
    "finish",
    "import_marks",
    "move_links",
    "open_cycle",
    "open_year",
    "record_lokus",
    "record_outside",
    "remove_contributor",
    "remove_lokus",
    "save_mark",
    "save_marks",
    "save_share_note",
    "set_leads",
    "set_own_window",
    "set_pages",
    "set_windows",
    "settle_mark",
    "submit",
]
