"""App registration."""

from django.apps import AppConfig


class EntriesConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.entries"
    label = "entries"

    def ready(self) -> None:
        """Let the home page ask for the tasks of operators and heads, and the reminders for their deadlines."""
        from portal.common import work  # noqa: PLC0415  # models must be loaded first
        from portal.common import worklist as common_worklist  # noqa: PLC0415
        from portal.notices import deadlines as reminders  # noqa: PLC0415
        from portal.search.sources import register  # noqa: PLC0415
        from scorecards.entries import deadlines, search, submission_receipt, usage, worklist  # noqa: PLC0415
        from scorecards.entries.services import files  # noqa: PLC0415
        from scorecards.evidence import usage as evidence_usage  # noqa: PLC0415

        common_worklist.register(worklist.tasks)
        reminders.register(deadlines.deadlines)
        register(search.find)
        evidence_usage.register(usage.uses)
        work.register(files.PURPOSE, "fast", files.take_in, in_transaction=False)
        work.register(submission_receipt.KIND, "bulk", submission_receipt.make, in_transaction=False)
