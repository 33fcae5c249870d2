"""App registration."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.actions"
    label = "actions"
