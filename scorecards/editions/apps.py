"""App registration."""

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.editions"
    label = "editions"
