"""What is wrong, as a template with its values, so that a screen can say it in another language."""

from collections.abc import Mapping
from types import MappingProxyType


class Said:
    """A remark in English; `template` names its values as %(name)s."""

    __slots__ = ("template", "values")

    def __init__(self, template: str, **values: object) -> None:
        """Keep both apart."""
        self.template = template
        self.values: Mapping[str, object] = MappingProxyType(values)

    def __str__(self) -> str:
        """Say it in English."""
        return self.filled(self.template)

    def filled(self, template: str) -> str:
        """Return the template of another language with these values."""
        return template % {key: str(value) for key, value in self.values.items()} if self.values else template
