"""Pages of the register of documents, and the address that takes pieces of uploads."""

from scorecards.evidence.views.showing import file, picture, view
from scorecards.evidence.views.tus import upload

__all__ = ["file", "picture", "upload", "view"]
