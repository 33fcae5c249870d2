"""App registration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.reports"
    label = "reports"

    def ready(self) -> None:
        """Make the files of minutes in the bulk queue, outside of any transaction."""
        # ruff: noqa: PLC0415  # models are loaded only now
        from portal.common import work
        from scorecards.reports import services

        work.register(
            services.WORK_KIND, "bulk", lambda key: services.render(minutes_id=int(key)), in_transaction=False
        )
