"""The one history: triggers record every insert, update and delete, whoever or whatever makes it.

Models are `tracked`; pages read the events back through `events_of`, and turn them into `Change`s.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import pghistory
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

ModelClass = TypeVar("ModelClass", bound=type[models.Model])


def tracked(**options: Any) -> Callable[[ModelClass], ModelClass]:
    """Decorate a model whose every change must stay known; options are those of pghistory.track."""
    events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    decorate: Callable[[ModelClass], ModelClass] = pghistory.track(*events, **options)
    return decorate


@dataclass(frozen=True)
class Change:
    """One line of a history, in the words and icons of components/timeline.html; `key` orders equal times."""

    key: int
    what: str
    who: str
    at: datetime
    detail: str = ""
    icon: str = "pencil"
    tone: str = ""


def events_of(app_label: str, model: str) -> models.QuerySet[Any]:
    """Return the events of a tracked model, oldest first, with the context that says who acted."""
    events: models.Manager[Any] = apps.get_model(app_label, f"{model}Event")._default_manager
    return events.select_related("pgh_context").order_by("pgh_id")


def actor_of(event: Any) -> int | None:
    """Return the key of who acted: as the request said, else as the row says; None for the system itself."""
    metadata = event.pgh_context.metadata if event.pgh_context else {}
    return metadata.get("user") or getattr(event, "changed_by_id", None) or getattr(event, "created_by_id", None)


def actor_names(events: Iterable[Any]) -> dict[int | None, str]:
    """Return the names of everybody who acted, by key, in one query."""
    keys = {actor for event in events if (actor := actor_of(event)) is not None}
    return {user.pk: str(user) for user in get_user_model()._default_manager.filter(pk__in=keys)}
