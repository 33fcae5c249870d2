"""App registration."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Let the home page ask for evaluators' tasks."""
        from portal.common import worklist as common_worklist  # noqa: PLC0415  # models must be loaded first
        from scorecards.reviews import worklist  # noqa: PLC0415

        common_worklist.register(worklist.tasks)
