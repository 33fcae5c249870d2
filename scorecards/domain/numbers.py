"""Exact numbers: what counts as one, rounding half up, and how one is written."""

import re
from decimal import Decimal
from fractions import Fraction

# Bounds that no published value comes near; they keep a hostile literal from costing time.
LONGEST = 40
MOST_DIGITS = 30
SHOWN_PLACES = 12

_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_EXACT = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(?:/([1-9][0-9]*))?")


class NumberError(ValueError):
    """What was given is not one plain, finite decimal number; the message says why."""


def parse_decimal(given: object) -> Decimal:
    """Read a Decimal, an int or a string such as "81.98" as an exact decimal, else raise NumberError.

    A float is refused, because it has already lost the digits that were written; so are bool, NaN, infinity,
    exponents in strings, other scripts' digits, grouping signs and blanks.
    """
    if isinstance(given, str):
        return _from_text(given)
    if isinstance(given, bool) or not isinstance(given, Decimal | int):
        raise NumberError("is not a number")
    if isinstance(given, int):
        if abs(given) >= 10**MOST_DIGITS:
            raise NumberError("is too long a number")
        return Decimal(given)
    if not given.is_finite():
        raise NumberError("is not a finite number")
    exponent = given.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -MOST_DIGITS or given.adjusted() >= MOST_DIGITS:
        raise NumberError("is too long a number")
    return given if given else Decimal(0)


def _from_text(text: str) -> Decimal:
    if len(text) > LONGEST:
        raise NumberError("is too long a number")
    if not _PLAIN.fullmatch(text):
        raise NumberError("is not a plain decimal number with a point, such as 84.85")
    return parse_decimal(Decimal(text))


def parse_exact(text: str) -> Fraction:
    """Read a figure of an edition: a plain decimal, or a fraction such as "1/9", exactly."""
    match = _EXACT.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        raise NumberError(f"{text!r} is neither a plain decimal nor a fraction")
    return Fraction(match[1]) / int(match[2] or 1)


def round_half_up(number: Fraction | Decimal, places: int) -> Decimal:
    """Round to so many places, a half always away from zero, and keep the trailing zeros."""
    scaled = abs(Fraction(number)) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    # The constructor is exact; arithmetic on Decimals would obey the precision of the context.
    return Decimal(f"{'-' if number < 0 and units else ''}{units}e-{places}")


def is_exact(number: Fraction, places: int = SHOWN_PLACES) -> bool:
    """Tell whether so many places write the number without loss."""
    return Fraction(round_half_up(number, places)) == number


def plain(number: Fraction | Decimal, *, least: int = 0, most: int = SHOWN_PLACES) -> str:
    """Write a number in plain notation with a point: all its places, at least `least`, cut half up at `most`."""
    text = format(round_half_up(number, most), "f")
    whole, _, places = text.partition(".")
    places = places.rstrip("0").ljust(least, "0")
    return f"{whole}.{places}" if places else whole


def written(number: Fraction | Decimal) -> str:
    """Write a number as people here read it and as the parser of the fields reads it back: with a decimal comma.

    >>> written(Decimal("56.610000"))
    '56,61'
    """
    return plain(number).replace(".", ",")


def written_grade(grade: str) -> str:
    """Write a grade that is kept as text in the same way: a plain number with a decimal comma, a code as it is.

    >>> written_grade("56.61"), written_grade("BB")
    ('56,61', 'BB')
    """
    try:
        return written(parse_decimal(grade))
    except NumberError:
        return grade
