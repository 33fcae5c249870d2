"""App registration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """See the package's docstring."""

    name = "portal.demo"
    label = "demo"
