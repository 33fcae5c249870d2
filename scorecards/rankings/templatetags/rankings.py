"""Exact numbers and look-ups in templates: {% load rankings %}."""

from collections.abc import Mapping
from fractions import Fraction

from django import template

from scorecards.domain.climb import Move
from scorecards.domain.effort import Source
from scorecards.rankings.presenters import efforts, words

register = template.Library()


@register.filter
def exact(value: Fraction | None) -> str:
    """Write an exact number with all its places: 7,5."""
    return "" if value is None else words.number(value)


@register.filter
def at(texts: Mapping[str, str], key: str) -> str:
    """Return the text of a key, nothing where there is none."""
    return texts.get(key, "")


@register.filter
def sources(move: Move) -> str:
    """Write whose number the days of a move are."""
    return efforts.sources(move)


@register.filter
def source(one: Source) -> str:
    """Write whose number it is."""
    return efforts.source(one)
