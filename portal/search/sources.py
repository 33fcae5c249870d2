"""The sources of search: each app registers one in `AppConfig.ready()`, and finds only what the person may see.

A source begins at `visible_to(user)`, asks the database once, and returns at most `MOST` hits; how many there are
beyond them is never told, only that there are more.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.search.matching import Words, knows_typing_errors

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from portal.accounts.models import User

MOST = 6


@dataclass(frozen=True)
class Hit:
    """One thing that was found."""

    title: str
    url: str
    context: str = ""


@dataclass(frozen=True)
class Group:
    """What one source found; `more_url` leads to all of it, where such a list exists."""

    label: "_StrOrPromise"
    icon: str
    hits: tuple[Hit, ...]
    more_url: str = ""
    has_more: bool = False


@dataclass(frozen=True)
class Found:
    """Everything that was found; `is_near` when only similar words were."""

    groups: tuple[Group, ...]
    is_near: bool = False


Source = Callable[["User", Words], Group | None]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source."""
    _sources.append(source)


def group_of(label: "_StrOrPromise", icon: str, hits: Iterable[Hit], *, more_url: str = "") -> Group:
    """Make a group of up to MOST hits; give one more than that, so that it is known whether there are more."""
    hits = list(hits)
    return Group(label, icon, tuple(hits[:MOST]), more_url, len(hits) > MOST)


def search(user: "User", text: str) -> Found:
    """Ask every source; when none finds anything, ask for similar words."""
    words = Words(text)
    if not words.is_enough:
        return Found(())
    groups = _ask(user, words)
    if groups or not knows_typing_errors():
        return Found(groups)
    near = _ask(user, Words(text, is_fuzzy=True))
    return Found(near, is_near=bool(near))


def _ask(user: "User", words: Words) -> tuple[Group, ...]:
    found = (source(user, words) for source in _sources)
    return tuple(group for group in found if group is not None and group.hits)
