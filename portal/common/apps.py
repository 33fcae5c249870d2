"""App registration."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """See the package's docstring."""

    name = "portal.common"
    label = "common"
