"""App registration."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """See the package's docstring."""

    name = "portal.units"
    label = "units"
