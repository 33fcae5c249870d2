"""Who verifies what of a cycle, in the words of its parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.selectors import holders_of
from scorecards.domain.edition import Node, NodeKind
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Cycle
from scorecards.reviews.models import Assignment
from scorecards.reviews.selectors.queue import component_of, components

if TYPE_CHECKING:
    from portal.units.models import Unit


@dataclass(frozen=True)
class Places:
    """The parts of a cycle that can be assigned: components, their graded nodes (key -> code), and units."""

    components: tuple[Node, ...]
    nodes: dict[str, dict[int, str]]
    units: "tuple[Unit, ...]"


@dataclass(frozen=True)
class Slice:
    """One assignment in words: whole components by name, single nodes by code; no units means all."""

    assignment: Assignment
    parts: tuple[str, ...]
    units: "tuple[Unit, ...]"


def places_of(cycle: Cycle) -> Places:
    """Return what can be assigned; two queries."""
    edition = edition_of(cycle.edition)
    nodes: dict[str, dict[int, str]] = {node.code: {} for node in components(edition)}
    graded = cycle.edition.nodes.filter(is_answerable=True).exclude(kind=NodeKind.CHECK).order_by("position")
    for pk, code in graded.values_list("pk", "code"):
        nodes.setdefault(component_of(edition, code).code, {})[pk] = code
    cards = cycle.scorecards.filter(unit__isnull=False).select_related("unit").order_by("unit__name", "pk")
    return Places(components(edition), nodes, tuple(card.unit for card in cards if card.unit))


def verifiers_of(government_id: int) -> list[User]:
    """Return who is verifier today, by name."""
    return sorted(holders_of(government_id, [Role.VERIFIER]), key=lambda user: (str(user).lower(), user.pk))


def slices_of(cycle: Cycle, places: Places) -> list[Slice]:
    """Return the slices that stand, by person; four queries."""
    rows = Assignment.objects.current().filter(cycle=cycle).select_related("user", "made_by")
    found = rows.prefetch_related("nodes", "units").order_by("user__display_name", "pk")
    return [
        Slice(one, tuple(_parts(places, {node.pk for node in one.nodes.all()})), tuple(one.units.all()))
        for one in found
    ]


def _parts(places: Places, keys: set[int]) -> Sequence[str]:
    words = []
    for component in places.components:
        inside = places.nodes[component.code]
        if inside and inside.keys() <= keys:
            words.append(f"{component.code} {component.name}")
        else:
            words += [code for pk, code in inside.items() if pk in keys]
    return words
