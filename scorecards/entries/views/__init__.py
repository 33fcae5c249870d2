"""Pages of scorecards and entries."""

from scorecards.entries.views.answers import entry, history, save
from scorecards.entries.views.evidence import detach, pages, reuse, upload
from scorecards.entries.views.scorecards import index, scorecard, submit

__all__ = ["detach", "entry", "history", "index", "pages", "reuse", "save", "scorecard", "submit", "upload"]
