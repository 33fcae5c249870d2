"""Which predicate a value earns."""

from decimal import Decimal
from fractions import Fraction

from scorecards.domain.edition import Band, Edition
from scorecards.domain.numbers import round_half_up


def band_of(edition: Edition, value: Decimal | Fraction) -> Band | None:
    """Round the value half up to the declared places, then return its band; None where none is published for it."""
    rounded = round_half_up(value, edition.band_places)
    return next((band for band in edition.bands if band.holds(rounded)), None)


def next_band(edition: Edition, value: Decimal | Fraction) -> Band | None:
    """Return the band right above the value's own (or above the gap it lies in), None at the top."""
    rounded = round_half_up(value, edition.band_places)
    above = [band for band in edition.bands if not band.holds(rounded) and band.low >= rounded]
    return min(above, key=lambda band: band.low, default=None)
