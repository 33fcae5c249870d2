"""Reads of editions."""

import json
from collections.abc import Iterable

from scorecards.domain.document import edition_from
from scorecards.domain.edition import Edition
from scorecards.editions import models

MOST_PARSED = 64
_parsed: dict[str, Edition] = {}


def edition_of(edition: models.Edition) -> Edition:
    """Return the rules that the engine reads, parsed once per canonical document.

    The document is long: lists may defer it, it is read only when its SHA-256 is not known in this process yet.
    """
    found = _parsed.get(edition.sha256)
    if found is None:
        if len(_parsed) >= MOST_PARSED:
            _parsed.clear()
        found = _parsed[edition.sha256] = edition_from(json.loads(edition.document))
    return found


def nodes_of(edition_ids: Iterable[int]) -> dict[int, models.Node]:
    """Return the nodes of editions by key, each with its parent, in one query."""
    found = models.Node.objects.filter(edition__in=set(edition_ids)).in_bulk()
    for node in found.values():
        node.parent = None if node.parent_id is None else found[node.parent_id]
    return found
