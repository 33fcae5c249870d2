"""App registration."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Let the work queue remove uploads that nobody finished, and the search box find documents."""
        from portal.common import work  # noqa: PLC0415  # models must be loaded first
        from portal.search.sources import register  # noqa: PLC0415
        from scorecards.evidence import search, uploads  # noqa: PLC0415

        work.register(uploads.EXPIRY, "fast", uploads.expire)
        register(search.find)
