"""Pages of scorecards and entries."""

from scorecards.entries.views.answers import entry, history, save
from scorecards.entries.views.collaboration import collaboration
from scorecards.entries.views.evidence import add_link, also, detach, move_links, pages, reuse, upload
from scorecards.entries.views.files import announce, finish
from scorecards.entries.views.grid import table
from scorecards.entries.views.leads import city_index, contributor_add, contributor_remove, leads, proposal, share_note
from scorecards.entries.views.receipts import check, receipt
from scorecards.entries.views.scorecards import index, scorecard, submit
from scorecards.entries.views.submissions import submission_receipt_pdf, withdraw

__all__ = [
    "add_link",
    "also",
    "announce",
    "check",
    "city_index",
    "collaboration",
    "contributor_add",
    "contributor_remove",
    "detach",
    "entry",
    "finish",
    "history",
    "index",
    "leads",
    "move_links",
    "pages",
    "proposal",
    "receipt",
    "reuse",
    "save",
    "scorecard",
    "share_note",
    "submission_receipt_pdf",
    "submit",
    "table",
    "upload",
    "withdraw",
]
