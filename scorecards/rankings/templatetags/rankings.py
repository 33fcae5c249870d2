"""Exact numbers and look-ups in templates: {% load rankings %}."""

from collections.abc import Mapping
from fractions import Fraction

from django import template

from scorecards.rankings.presenters import words

register = template.Library()


@register.filter
def exact(value: Fraction | None) -> str:
    """Write an exact number with all its places: 7,5."""
    return "" if value is None else words.number(value)


@register.filter
def at(texts: Mapping[str, str], key: str) -> str:
    """Return the text of a key, nothing where there is none."""
    return texts.get(key, "")
