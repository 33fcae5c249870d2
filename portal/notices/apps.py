"""App registration."""

from datetime import time

from django.apps import AppConfig

REMIND_AT = time(0, 30)
"""Just after midnight, when all three time zones of the country write the same date."""


class NoticesConfig(AppConfig):
    """See the package's docstring."""

    name = "portal.notices"
    label = "notices"

    def ready(self) -> None:
        """Let the work queue send the daily messages and look for deadlines once a day."""
        from portal.common import work  # noqa: PLC0415  # models must be loaded first
        from portal.notices import deadlines, digest  # noqa: PLC0415

        work.register(digest.KIND, "bulk", digest.send, in_transaction=False)
        work.register_daily(deadlines.KIND, "fast", deadlines.remind, at=REMIND_AT)
