"""App registration."""

from django.apps import AppConfig


class JuryConfig(AppConfig):
    """See the package's docstring."""

    name = "awards.jury"
    label = "jury"
