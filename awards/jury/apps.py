"""App registration."""

from django.apps import AppConfig


class JuryConfig(AppConfig):
    """See the package's docstring."""

    name = "awards.jury"
    label = "jury"

    def ready(self) -> None:
        """Show jurors what they have to score."""
        from awards.jury.worklist import to_score  # noqa: PLC0415  # models are loaded only now
        from portal.common import worklist  # noqa: PLC0415

        worklist.register(to_score)
