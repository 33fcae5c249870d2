"""Pages of batches of answers: Excel, paste, last year."""

from scorecards.imports.views.batches import apply, batch, download, excel, marked, paste, undo
from scorecards.imports.views.carry import carry, last_year

__all__ = ["apply", "batch", "carry", "download", "excel", "last_year", "marked", "paste", "undo"]
