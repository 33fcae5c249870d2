"""The reviewers' pages."""

from scorecards.reviews.views.desk import accept, entry, progress, queue, send_back, undo
from scorecards.reviews.views.objections import answer_objection, file_objection, objection, objections
from scorecards.reviews.views.release import release
from scorecards.reviews.views.returns import corrections, returned
from scorecards.reviews.views.slices import end_slice, slices
from scorecards.reviews.views.together import unchanged

__all__ = [
    "accept",
    "answer_objection",
    "corrections",
    "end_slice",
    "entry",
    "file_objection",
    "objection",
    "objections",
    "progress",
    "queue",
    "release",
    "returned",
    "send_back",
    "slices",
    "unchanged",
    "undo",
]
