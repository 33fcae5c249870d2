"""App registration."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.evidence"
    label = "evidence"
