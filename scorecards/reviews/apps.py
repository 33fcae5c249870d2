"""App registration."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Let the home page ask for evaluators' tasks, and an entry's page for the reason of its return."""
        from portal.common import worklist as common_worklist  # noqa: PLC0415  # models must be loaded first
        from scorecards.entries import remarks  # noqa: PLC0415
        from scorecards.reviews import worklist  # noqa: PLC0415
        from scorecards.reviews.selectors import history  # noqa: PLC0415

        common_worklist.register(worklist.tasks)
        remarks.register(history.last_returns)
