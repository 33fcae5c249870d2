"""Which instruments a focal person can be named for; the apps above say so in their `AppConfig.ready()`."""

from collections.abc import Callable, Iterable

Source = Callable[[], Iterable[tuple[str, str]]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source of (code, name)."""
    _sources.append(source)


def choices() -> list[tuple[str, str]]:
    """Return code and name of every instrument, by name."""
    return sorted((pair for source in _sources for pair in source()), key=lambda pair: pair[1].lower())
