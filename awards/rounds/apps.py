"""App registration."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """See the package's docstring."""

    name = "awards.rounds"
    label = "rounds"
