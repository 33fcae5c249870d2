"""App registration."""

from django.apps import AppConfig


class EntriesConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.entries"
    label = "entries"

    def ready(self) -> None:
        """Let the home page ask for the tasks of operators and heads."""
        from portal.common import worklist as common_worklist  # noqa: PLC0415  # models must be loaded first
        from scorecards.entries import worklist  # noqa: PLC0415

        common_worklist.register(worklist.tasks)
