"""App registration."""

from django.apps import AppConfig


class EntriesConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.entries"
    label = "entries"
