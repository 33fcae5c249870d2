"""App registration."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """See the package's docstring."""

    name = "portal.search"
    label = "search"

    def ready(self) -> None:
        """Let units be found; the apps above register their own sources."""
        from portal.search import units  # noqa: PLC0415  # models must be loaded first
        from portal.search.sources import register  # noqa: PLC0415

        register(units.find)
