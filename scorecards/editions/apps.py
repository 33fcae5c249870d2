"""App registration."""

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.editions"
    label = "editions"

    def ready(self) -> None:
        """Tell the pages of units which instruments there are."""
        # Models may be imported only now.
        from portal.units import instruments  # noqa: PLC0415
        from scorecards.editions.models import Instrument  # noqa: PLC0415

        instruments.register(lambda: Instrument.objects.values_list("code", "name"))
