"""App registration."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.actions"
    label = "actions"

    def ready(self) -> None:
        """Register the tasks of units, the reminders of what is due, and what the search box finds."""
        from portal.common import worklist as common_worklist  # noqa: PLC0415  # models must be loaded first
        from portal.notices import deadlines as reminders  # noqa: PLC0415
        from portal.search.sources import register  # noqa: PLC0415
        from scorecards.actions import deadlines, search, worklist  # noqa: PLC0415

        common_worklist.register(worklist.tasks)
        reminders.register(deadlines.deadlines)
        register(search.find_actions)
        register(search.find_recommendations)
