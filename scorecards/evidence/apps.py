"""App registration."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Let the work queue remove uploads that nobody finished."""
        from portal.common import work  # noqa: PLC0415  # models must be loaded first
        from scorecards.evidence import uploads  # noqa: PLC0415

        work.register(uploads.EXPIRY, "fast", uploads.expire)
