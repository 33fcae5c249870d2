"""App registration."""

from django.apps import AppConfig


class RankingsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.rankings"
    label = "rankings"

    def ready(self) -> None:
        """Tell the work queue who brings a ranking up to date."""
        # Models may be imported only now.
        from portal.common import work  # noqa: PLC0415
        from scorecards.rankings.services import recompute  # noqa: PLC0415

        work.register(recompute.WORK_KIND, "fast", recompute.handle_work)
