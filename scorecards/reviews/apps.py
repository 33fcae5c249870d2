"""App registration."""

from datetime import time

from django.apps import AppConfig

LAPSE_AT = time(0, 5)
"""When, in the server's zone, marks become final that nobody objected to."""


class ReviewsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Let the home page ask for evaluators' tasks, and the unit's pages for the evaluator's words."""
        from portal.common import work  # noqa: PLC0415  # models must be loaded first
        from portal.common import worklist as common_worklist  # noqa: PLC0415
        from scorecards.entries import remarks as entry_remarks  # noqa: PLC0415
        from scorecards.entries import ways as entry_ways  # noqa: PLC0415
        from scorecards.evidence import readers  # noqa: PLC0415
        from scorecards.reviews import permissions, remarks, services, ways, worklist  # noqa: PLC0415

        common_worklist.register(worklist.tasks)
        entry_remarks.register(remarks.last_returns)
        entry_ways.register(ways.objection)
        readers.register(permissions.documents_of_slices)
        work.register_daily("objections-lapse", "fast", services.let_lapse, at=LAPSE_AT)
