"""App registration."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """See the package's docstring."""

    name = "awards.certificates"
    label = "certificates"

    def ready(self) -> None:
        """Make files in the bulk queue, outside of any transaction; show the committee what waits to be issued."""
        # ruff: noqa: PLC0415  # models are loaded only now
        from awards.certificates import selectors, services
        from awards.certificates.worklist import to_confirm, to_issue
        from portal.common import work, worklist

        work.register(selectors.KIND, "bulk", lambda key: services.render(revision_id=int(key)), in_transaction=False)
        worklist.register(to_issue)
        worklist.register(to_confirm)
