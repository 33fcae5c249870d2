"""What documents are used for: the apps above register who knows, as this one must not import them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Use:
    """One place at which a revision proves something, as far as the reader may know of it.

    `is_open` tells whether this reader may change it now, so that the link can follow a newer revision.
    """

    revision_id: int
    title: str
    place: str
    pages: str
    url: str
    is_open: bool


Source = Callable[["User", Collection[int]], list[Use]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Name somebody who knows where revisions are used; called from `AppConfig.ready()`."""
    _sources.append(source)


def uses_of(user: "User", revision_ids: Collection[int]) -> list[Use]:
    """Return every use of revisions that the user may know of."""
    return [use for source in _sources for use in source(user, revision_ids)]
