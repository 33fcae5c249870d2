"""App registration."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.imports"
    label = "imports"
