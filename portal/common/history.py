"""The one history: triggers record every insert, update and delete, whoever or whatever makes it."""

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
from django.db import models

ModelClass = TypeVar("ModelClass", bound=type[models.Model])


def tracked(**options: Any) -> Callable[[ModelClass], ModelClass]:
    """Decorate a model whose every change must stay known; options are those of pghistory.track."""
    events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    decorate: Callable[[ModelClass], ModelClass] = pghistory.track(*events, **options)
    return decorate
