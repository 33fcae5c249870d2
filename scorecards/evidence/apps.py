"""App registration."""

from datetime import time

from django.apps import AppConfig

SCAN_AT = time(1, 0)
"""When the day's look for files that were never checked for viruses begins."""


class EvidenceConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Let the work queue check, look at and clear away files; let home page and search box know the register."""
        from portal.common import work  # noqa: PLC0415  # models must be loaded first
        from portal.common import worklist as common_worklist  # noqa: PLC0415
        from portal.notices import deadlines as reminders  # noqa: PLC0415
        from portal.search.sources import register  # noqa: PLC0415
        from scorecards.evidence import deadlines, search, uploads, worklist  # noqa: PLC0415
        from scorecards.evidence.services import links, quarantine  # noqa: PLC0415

        common_worklist.register(worklist.tasks)
        reminders.register(deadlines.deadlines)
        work.register(uploads.EXPIRY, "fast", uploads.expire)
        register(search.find)
        work.register(links.WORK, "bulk", _look, in_transaction=False)
        work.register(quarantine.WORK, "bulk", _scan, in_transaction=False)
        work.register_daily(quarantine.UNSCANNED, "fast", quarantine.scan_unscanned, at=SCAN_AT)


def _scan(key: str) -> None:
    from scorecards.evidence.services import quarantine  # noqa: PLC0415  # models must be loaded first

    quarantine.scan_stored(int(key))


def _look(key: str) -> None:
    from scorecards.evidence.services import links  # noqa: PLC0415  # models must be loaded first

    links.look_at(int(key))
