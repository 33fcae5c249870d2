"""What the share of fulfilled checks proposes, allows, and would open next (SAKIP: PermenPANRB 88/2021)."""

from dataclasses import dataclass
from fractions import Fraction

from scorecards.domain.edition import Edition, Gate, GateStep


@dataclass(frozen=True)
class NextStep:
    """How many more checks open the next grade, that grade, and the points that it adds to the node."""

    needed: int
    grade: str
    points: Fraction


def propose(edition: Edition, node_code: str, fulfilled: int, of: int) -> str:
    """Return the grade that so many fulfilled checks propose.

    With all fulfilled that is the grade for "all criteria as the policy demands" (BB); A and AA also ask for years
    of keeping it up, which no count of checks can show. What may be given at most is `cap`.
    """
    return _step(edition, node_code, fulfilled, of).proposes


def cap(edition: Edition, node_code: str, fulfilled: int, of: int) -> str:
    """Return the highest grade that so many fulfilled checks allow."""
    return _step(edition, node_code, fulfilled, of).cap


def next_step(edition: Edition, node_code: str, fulfilled: int, of: int) -> NextStep | None:
    """Return the fewest further checks that raise the proposed grade, or None when nothing is left to open."""
    now = _points(edition, node_code, fulfilled, of)
    for more in range(1, of - fulfilled + 1):
        gain = _points(edition, node_code, fulfilled + more, of) - now
        if gain > 0:
            return NextStep(more, propose(edition, node_code, fulfilled + more, of), gain)
    return None


def gate_value(edition: Edition, node_code: str, fulfilled: int, of: int) -> Fraction:
    """Return the points that exactly one more fulfilled check adds through the proposed grade, often 0."""
    if fulfilled >= of:
        return Fraction(0)
    return _points(edition, node_code, fulfilled + 1, of) - _points(edition, node_code, fulfilled, of)


def _points(edition: Edition, node_code: str, fulfilled: int, of: int) -> Fraction:
    node = edition.node(node_code)
    scale = edition.scale_of(node)
    level = scale.level(propose(edition, node_code, fulfilled, of))
    return level.value / scale.maximum * (node.weight or 0)


def _step(edition: Edition, node_code: str, fulfilled: int, of: int) -> GateStep:
    if not 0 <= fulfilled <= of or of < 1:
        raise ValueError(f"{fulfilled} of {of} checks cannot be")
    return _gate(edition, node_code).step(Fraction(fulfilled, of))


def _gate(edition: Edition, node_code: str) -> Gate:
    gate = edition.gate_of(node_code)
    if gate is None:
        raise KeyError(f"{edition.code} has no gate on {node_code}")
    return gate
