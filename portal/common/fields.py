"""Form fields that read what people type by the one parser of numbers."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from portal.common.numbers import AmbiguousNumber, NotANumber, OutOfRange, parse_decimal

PLACES = 4


class NumberField(forms.CharField):
    """A number in Indonesian writing; `money` has at most two decimals, so 150.000 can only mean thousands."""

    def __init__(self, *, low: Decimal, high: Decimal, money: bool = False, **options: Any) -> None:
        """Take the range that is allowed."""
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "input--number", "autocomplete": "off"})
        super().__init__(max_length=40, widget=widget, **options)
        self.low, self.high, self.money = low, high, money

    def prepare_value(self, value: Any) -> Any:
        """Write a stored number as people type it; what was typed is shown again as it was."""
        return typed_number(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        """Return the number, None for an empty field."""
        text = str(super().clean(value) or "").strip()
        return self._parse(text) if text else None

    def _parse(self, text: str) -> Decimal:
        try:
            found = self._read(text)
        except OutOfRange as error:
            raise forms.ValidationError(
                _("The number must lie between %(low)s and %(high)s.")
                % {"low": typed_number(self.low), "high": typed_number(self.high)}
            ) from error
        except AmbiguousNumber as error:
            first, second = (typed_number(reading) for reading in error.readings)
            raise forms.ValidationError(
                _("%(text)s can mean %(first)s or %(second)s. Write it without separator of thousands.")
                % {"text": text, "first": first, "second": second}
            ) from error
        except NotANumber as error:
            raise forms.ValidationError(_("%(text)s is not a number.") % {"text": text}) from error
        if found != found.quantize(Decimal(1).scaleb(-(2 if self.money else PLACES))):
            raise forms.ValidationError(_("%(text)s has too many decimals.") % {"text": text})
        return found

    def _read(self, text: str) -> Decimal:
        try:
            return parse_decimal(text, low=self.low, high=self.high)
        except AmbiguousNumber as error:
            if self.money:
                return max(error.readings)
            raise


def typed_number(value: Decimal) -> str:
    """Write a number so that the parser reads it back: no separators of thousands, no trailing zeros.

    >>> typed_number(Decimal("1500.2500"))
    '1500,25'
    """
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain.replace(".", ",")
