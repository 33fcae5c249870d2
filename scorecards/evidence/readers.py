"""Who reads documents beside their owners and the city's readers.

Apps higher up know why somebody may read a document (a verifier reads those of its slice); they register a source in
their `AppConfig.ready()`, and `visible_to` asks them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Q

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

Source = Callable[["User"], "QuerySet[Any, Any] | None"]
"""From a user to a query for the keys of documents; None when it has none for that user."""

_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source of readable documents."""
    _sources.append(source)


def readable(user: "User", prefix: str) -> Q:
    """Return the condition by which registered sources let the user read; `prefix` is the way to the document."""
    found = Q(pk__in=[])
    for source in _sources:
        keys = source(user)
        if keys is not None:
            found |= Q(**{f"{prefix}pk__in": keys})
    return found
