"""The one parser of numbers that people type: forms, spreadsheets, CSV and paste.

Indonesian writing has a decimal comma (1.234,56), many staff type a decimal point, and a lone separator before
exactly three digits can be either. Such a number is accepted only if the allowed range leaves one reading.
"""

import re
from decimal import Decimal

_PLAIN = re.compile(r"-?\d{1,15}(?:[.,]\d{1,10})?")
_GROUPED_DOT = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d{1,10})?")
_GROUPED_COMMA = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d{1,10})?")
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


class NotANumber(ValueError):  # the name says what was typed
    """The text is not a number in any accepted writing."""


class AmbiguousNumber(NotANumber):
    """The text can be read in two ways; both are given."""

    def __init__(self, text: str, readings: tuple[Decimal, Decimal]) -> None:
        """Keep both readings for the message."""
        super().__init__(text)
        self.readings = readings


class OutOfRange(ValueError):  # the name says what is wrong
    """The number is outside what is allowed."""


def parse_decimal(text: str, *, low: Decimal, high: Decimal) -> Decimal:
    """Read one typed number between `low` and `high`, both included.

    >>> parse_decimal("3,5", low=Decimal(0), high=Decimal(5))
    Decimal('3.5')
    >>> parse_decimal("1.234,56", low=Decimal(0), high=Decimal(9999))
    Decimal('1234.56')
    >>> parse_decimal("3.500", low=Decimal(0), high=Decimal(5))
    Decimal('3.500')
    """
    readings = _readings(text.strip())
    allowed = [value for value in readings if low <= value <= high]
    if not allowed:
        raise OutOfRange(text)
    if len(allowed) > 1:
        raise AmbiguousNumber(text, (allowed[0], allowed[1]))
    return allowed[0]


def _readings(text: str) -> list[Decimal]:
    """Return the one or two numbers that `text` can mean."""
    if not text.isascii():
        raise NotANumber(text)
    if _AMBIGUOUS.fullmatch(text):
        return [Decimal(text.replace(",", ".")), Decimal(text.replace(",", "").replace(".", ""))]
    if _PLAIN.fullmatch(text):
        return [Decimal(text.replace(",", "."))]
    if _GROUPED_DOT.fullmatch(text):
        return [Decimal(text.replace(".", "").replace(",", "."))]
    if _GROUPED_COMMA.fullmatch(text):
        return [Decimal(text.replace(",", ""))]
    raise NotANumber(text)
