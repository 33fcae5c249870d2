"""Loads which nodes ask for the same, as far as their editions are loaded."""

from collections.abc import Iterable

from django.db import transaction

from scorecards.editions.models import Crosswalk, Node
from scorecards.instruments.crosswalks import Pair


class UnknownNode(LookupError):
    """A crosswalk names a node that its loaded edition does not have."""


@transaction.atomic
def load_crosswalks(pairs: Iterable[Pair]) -> int:
    """Make the stored crosswalks those of the files; return how many there are. Safe to run again.

    Pairs whose editions are not both loaded are left out; UnknownNode when a loaded one lacks the node.
    """
    pairs = list(pairs)
    wanted = {edition for pair in pairs for edition, _code in (pair.first, pair.second)}
    nodes = {
        (node.edition.code, node.code): node
        for node in Node.objects.filter(edition__code__in=wanted).select_related("edition")
    }
    loaded = {edition for edition, _code in nodes}
    kept = []
    for pair in pairs:
        if not {pair.first[0], pair.second[0]} <= loaded:
            continue
        for place in (pair.first, pair.second):
            if place not in nodes:
                raise UnknownNode(f"{place[0]} has no node {place[1]}")
        row, _is_new = Crosswalk.objects.update_or_create(
            first=nodes[pair.first],
            second=nodes[pair.second],
            defaults={
                "relation": pair.relation,
                "note": pair.note,
                "source": pair.source,
                "verified": pair.verified,
            },
        )
        kept.append(row.pk)
    Crosswalk.objects.exclude(pk__in=kept).delete()
    return len(kept)
