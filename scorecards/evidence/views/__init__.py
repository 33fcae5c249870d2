"""Pages of the register of documents."""

from scorecards.evidence.views.showing import file, picture, view

__all__ = ["file", "picture", "view"]
