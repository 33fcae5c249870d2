"""Pages of the register of documents, and the address that takes pieces of uploads."""

from scorecards.evidence.views.editing import edit, recheck, revise
from scorecards.evidence.views.register import add, index
from scorecards.evidence.views.sharing import ask, decline, grant, request_detail, requests, revoke, withdraw
from scorecards.evidence.views.showing import file, picture, view
from scorecards.evidence.views.tus import upload

__all__ = [
    "add",
    "ask",
    "decline",
    "edit",
    "file",
    "grant",
    "index",
    "picture",
    "recheck",
    "request_detail",
    "requests",
    "revise",
    "revoke",
    "upload",
    "view",
    "withdraw",
]
