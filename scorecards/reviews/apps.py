"""App registration."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Let the home page ask for evaluators' tasks, and the unit's pages for the evaluator's words."""
        from portal.common import worklist as common_worklist  # noqa: PLC0415  # models must be loaded first
        from scorecards.entries import remarks as entry_remarks  # noqa: PLC0415
        from scorecards.evidence import readers  # noqa: PLC0415
        from scorecards.reviews import permissions, remarks, worklist  # noqa: PLC0415

        common_worklist.register(worklist.tasks)
        entry_remarks.register(remarks.last_returns)
        readers.register(permissions.documents_of_slices)
