"""The world of entries, for batches too."""

from tests.scorecards.entries.conftest import _ranking_registered, world

__all__ = ["_ranking_registered", "world"]
