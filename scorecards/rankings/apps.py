"""App registration."""

from django.apps import AppConfig


class RankingsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.rankings"
    label = "rankings"
