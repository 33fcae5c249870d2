"""App registration."""

from datetime import time

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.reports"
    label = "reports"

    def ready(self) -> None:
        """Make files in the bulk queue, outside of any transaction; look for the week's brief every morning."""
        # ruff: noqa: PLC0415  # models are loaded only now
        from portal.common import work
        from scorecards.reports import services
        from scorecards.reports.selectors import progress
        from scorecards.reports.services import reports

        work.register(
            services.WORK_KIND, "bulk", lambda key: services.render(minutes_id=int(key)), in_transaction=False
        )
        work.register(progress.WORK_KIND, "bulk", reports.handle_work, in_transaction=False)
        work.register_daily(reports.BRIEF_KIND, "bulk", reports.order_briefs, at=time(5, 30))
