"""What reviewers do; each function is one action and one transaction."""

from scorecards.reviews.services.assignments import assign, end_assignment
from scorecards.reviews.services.decisions import accept, send_back, undo
from scorecards.reviews.services.objections import Pointer, answer_objection, file_objection, let_lapse
from scorecards.reviews.services.release import release_marks
from scorecards.reviews.services.together import accept_unchanged

__all__ = [
    "Pointer",
    "accept",
    "accept_unchanged",
    "answer_objection",
    "assign",
    "end_assignment",
    "file_objection",
    "let_lapse",
    "release_marks",
    "send_back",
    "undo",
]
