"""What reviewers do; each function is one action and one transaction."""

from scorecards.reviews.services.assignments import assign, end_assignment
from scorecards.reviews.services.decisions import accept, send_back, undo
from scorecards.reviews.services.release import release_marks

__all__ = ["accept", "assign", "end_assignment", "release_marks", "send_back", "undo"]
