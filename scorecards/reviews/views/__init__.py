"""The reviewers' pages."""

from scorecards.reviews.views.desk import accept, entry, progress, queue, send_back, undo
from scorecards.reviews.views.release import release
from scorecards.reviews.views.slices import end_slice, slices

__all__ = ["accept", "end_slice", "entry", "progress", "queue", "release", "send_back", "slices", "undo"]
