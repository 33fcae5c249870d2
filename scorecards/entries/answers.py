"""What may stand in a mark: a level of the node's scale, a number, or for a check whether it is fulfilled."""

from decimal import Decimal

from scorecards.domain.answers import NOT_APPLICABLE
from scorecards.domain.edition import Edition, NodeKind

YES, NO = "yes", "no"


def choices(edition: Edition, code: str) -> tuple[str, ...]:
    """Return the levels that a node takes, empty when it takes a number."""
    node = edition.node(code)
    if node.kind is NodeKind.CHECK:
        found: tuple[str, ...] = (YES, NO)
    else:
        found = tuple(level.code for level in edition.scale_of(node).levels)
    return (*found, NOT_APPLICABLE) if node.skippable else found


def is_allowed(edition: Edition, code: str, level: str, value: Decimal | None) -> bool:
    """Return whether a level, or else a number, is an answer that the node takes."""
    if value is None:
        return level in choices(edition, code)
    node = edition.node(code)
    if level or node.kind is NodeKind.CHECK:
        return False
    scale = edition.scale_of(node)
    whole = not scale.whole or value == value.to_integral_value()
    return not scale.levels and scale.minimum <= value <= scale.maximum and whole


def allowed(edition: Edition, code: str) -> str:
    """Return the allowed answers in one short phrase."""
    levels = choices(edition, code)
    return ", ".join(levels) if levels else edition.scale_of(edition.node(code)).allowed
