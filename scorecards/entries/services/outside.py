"""Values that neither a unit nor an evaluator gives: citizens' surveys, and what authorities announce."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from portal.units.models import Unit
from scorecards.editions.models import Node
from scorecards.editions.selectors import edition_of
from scorecards.entries import answers
from scorecards.entries.lokus import lokus_field
from scorecards.entries.models import Entry, Item, Mark, Scorecard
from scorecards.entries.services import locks, results
from scorecards.entries.services.errors import BadAnswer, NoLokusHere, UnitNotUsable

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def record_outside(
    *, entry_id: int, value: Decimal | None, note: str, by: "User", source: str = "", announced_on: date | None = None
) -> bool:
    """Keep a value from outside, or take it away with None; return whether anything changed.

    `by` is who answers for it; `source` and `announced_on` say which page or document announced it, and when. Raises
    BadAnswer when it is not on the node's scale.
    """
    entry = locks.locked_entry(entry_id)
    edition = edition_of(entry.scorecard.cycle.edition)
    if value is not None and not answers.is_allowed(edition, entry.node.code, "", value):
        raise BadAnswer(str(value), answers.allowed(edition, entry.node.code))
    mark = Mark.objects.filter(entry=entry, party=Mark.Party.EXTERNAL).first()
    stands = (mark.value, mark.note, mark.source, mark.announced_on) if mark else (None, note, source, announced_on)
    if stands == (value, note, source, announced_on):
        return False
    mark = mark or Mark(entry=entry, party=Mark.Party.EXTERNAL, version=0)
    mark.value, mark.note, mark.changed_by = value, note, by
    mark.source, mark.announced_on = source, announced_on
    mark.version += 1
    mark.save()
    results.follow([entry.scorecard])
    return True


@transaction.atomic
def record_lokus(
    *, scorecard_id: int, unit_id: int, value: Decimal, source: str, announced_on: date | None, by: "User"
) -> Item:
    """Keep what an authority announced for one service unit; a unit has one value on a scorecard.

    Raises NoLokusHere, UnitNotUsable, BadAnswer.
    """
    scorecard, group, field = _lokus_of(scorecard_id)
    unit = Unit.objects.filter(government=scorecard.government_id, pk=unit_id).first()
    if unit is None:
        raise UnitNotUsable
    item = Item.objects.filter(scorecard=scorecard, node=group, unit=unit).first()
    if item is None:
        item = Item.objects.create(scorecard=scorecard, node=group, unit=unit, title=unit.name[:200])
    entry, _is_new = Entry.objects.get_or_create(scorecard=scorecard, node=field, item=item)
    record_outside(entry_id=entry.pk, value=value, note="", by=by, source=source.strip(), announced_on=announced_on)
    return item


@transaction.atomic
def remove_lokus(*, scorecard_id: int, item_id: int) -> None:
    """Take a service unit with its value away; both stay in the history. Done already is done."""
    scorecard, group, _field = _lokus_of(scorecard_id)
    gone, _rows = Item.objects.filter(scorecard=scorecard, node=group, pk=item_id).delete()
    if gone:
        results.follow([scorecard])


def _lokus_of(scorecard_id: int) -> tuple[Scorecard, Node, Node]:
    """Lock the scorecard; return it with the nodes of the group and of what is announced of each."""
    scorecard = Scorecard.objects.select_for_update(of=("self",)).select_related("cycle__edition").get(pk=scorecard_id)
    found = lokus_field(edition_of(scorecard.cycle.edition)) if scorecard.unit_id is None else None
    if found is None:
        raise NoLokusHere
    nodes = {node.code: node for node in Node.objects.filter(edition=scorecard.cycle.edition_id)}
    return scorecard, nodes[found[0].code], nodes[found[1].code]
