"""App registration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.reports"
    label = "reports"
