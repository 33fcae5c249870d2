"""Reads of editions."""

import json
from functools import lru_cache

from scorecards.domain.document import edition_from
from scorecards.domain.edition import Edition
from scorecards.editions import models


def edition_of(edition: models.Edition) -> Edition:
    """Return the rules that the engine reads, parsed once per canonical document."""
    return _parsed(edition.sha256, edition.document)


@lru_cache(maxsize=64)
def _parsed(sha256: str, document: str) -> Edition:
    return edition_from(json.loads(document))
