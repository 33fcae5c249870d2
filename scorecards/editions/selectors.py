"""Reads of editions."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from portal.common.policy import Role
from portal.units.models import Government
from scorecards.domain.document import edition_from
from scorecards.domain.edition import Edition
from scorecards.editions import models

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

MOST_PARSED = 64
MOST_OVER = 20
_parsed: dict[str, Edition] = {}


def edition_of(edition: models.Edition | models.EditionDraft) -> Edition:
    """Return the rules that the engine reads, parsed once per canonical document.

    The document is long: lists may defer it, it is read only when its SHA-256 is not known in this process yet.
    """
    found = _parsed.get(edition.sha256)
    if found is None:
        if len(_parsed) >= MOST_PARSED:
            _parsed.clear()
        found = _parsed[edition.sha256] = edition_from(json.loads(edition.document))
    return found


def edition_before(code: str) -> models.Edition | None:
    """Return the last published edition of the same instrument before this code."""
    instrument = code.partition("/")[0]
    published = models.Edition.objects.filter(
        instrument__code=instrument, status=models.Edition.Status.PUBLISHED, code__lt=code
    )
    return published.order_by("code").last()


def rules_before(code: str) -> Edition | None:
    """Return the rules of that edition."""
    found = edition_before(code)
    return None if found is None else edition_of(found)


def nodes_of(edition_ids: Iterable[int]) -> dict[int, models.Node]:
    """Return the nodes of editions by key, each with its parent, in one query."""
    found = models.Node.objects.filter(edition__in=set(edition_ids)).in_bulk()
    for node in found.values():
        node.parent = None if node.parent_id is None else found[node.parent_id]
    return found


def tends_editions(user: "User") -> bool:
    """Return whether the user looks after the installation's editions: an administrator of the home government."""
    return Government.objects.filter(is_home=True, pk__in=user.governments_as(Role.ADMIN)).exists()


def editions_for(user: "User") -> "QuerySet[models.Edition]":
    """Return the published editions to start from, for who looks after them."""
    rows = models.Edition.objects.filter(status=models.Edition.Status.PUBLISHED).select_related("instrument")
    return rows.order_by("instrument__name", "-code") if tends_editions(user) else rows.none()


def latest_drafts(user: "User") -> list[models.EditionDraft]:
    """Return the open drafts, and the last of those that are over."""
    rows = models.EditionDraft.objects.visible_to(user).defer("document").select_related("uploaded_by", "proposed_by")
    return [*rows.open(), *rows.exclude(state__in=models.EditionDraft.OPEN)[:MOST_OVER]]
