"""App registration."""

from django.apps import AppConfig


class LauncherConfig(AppConfig):
    """See the package's docstring."""

    name = "portal.launcher"
    label = "launcher"
