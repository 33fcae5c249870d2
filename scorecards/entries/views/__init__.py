"""Pages of scorecards and entries."""

from scorecards.entries.views.answers import entry, history, save
from scorecards.entries.views.evidence import detach, pages, reuse, upload
from scorecards.entries.views.files import announce, finish
from scorecards.entries.views.grid import table
from scorecards.entries.views.leads import city_index, contributor_add, contributor_remove, leads, proposal, share_note
from scorecards.entries.views.receipts import check, receipt
from scorecards.entries.views.scorecards import index, scorecard, submit, withdraw

__all__ = [
    "announce",
    "check",
    "city_index",
    "contributor_add",
    "contributor_remove",
    "detach",
    "entry",
    "finish",
    "history",
    "index",
    "leads",
    "pages",
    "proposal",
    "receipt",
    "reuse",
    "save",
    "scorecard",
    "share_note",
    "submit",
    "table",
    "upload",
    "withdraw",
]
