"""App registration."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.surveys"
    label = "surveys"

    def ready(self) -> None:
        """Tell the work queue who turns answers into the value of an entry."""
        # Models may be imported only now.
        from portal.common import work  # noqa: PLC0415
        from scorecards.surveys import services  # noqa: PLC0415

        work.register(services.WORK_KIND, "fast", services.handle_work)
