"""Marks of past years out of the city's own tables: put where none stands, taken back, never changed."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from scorecards.editions.selectors import edition_of
from scorecards.entries import answers
from scorecards.entries.models import Mark
from scorecards.entries.services.desk import Desk
from scorecards.entries.services.errors import BadAnswer, Conflict, EntryError, MarkStands
from scorecards.entries.services.marks import MarkChange, SaveReport

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def import_marks(*, changes: Iterable[MarkChange], by: "User") -> SaveReport:
    """Put marks of the party IMPORTED where neither the evaluator's nor an imported one stands.

    A change without level and value takes the imported mark of its `version` back. What was refused is in the report,
    and nothing of that is written. Imported marks move no entry and count in no total: they are what was before.
    """
    changes, report = list(changes), SaveReport()
    keys = [change.entry_id for change in changes]
    desk = Desk(keys, party=Mark.Party.IMPORTED, by=by)
    given = Q(level__gt="") | Q(value__isnull=False)
    fixed = {mark.entry_id: mark for mark in Mark.objects.filter(given, entry__in=keys, party=Mark.Party.EVALUATOR)}
    taken_back: list[int] = []
    for change in changes:
        try:
            if change.level or change.value is not None:
                report.saved[change.entry_id] = _put(desk, change, fixed.get(change.entry_id))
            else:
                taken_back.append(_found(desk, change).pk)
                report.saved[change.entry_id] = Mark(entry_id=change.entry_id, party=desk.party, version=0)
        except EntryError as error:
            report.refused[change.entry_id] = error
    desk.write()
    Mark.objects.filter(pk__in=taken_back).delete()
    return report


def _put(desk: Desk, change: MarkChange, fixed: Mark | None) -> Mark:
    entry, stands = desk.entry(change.entry_id), fixed or desk.stored(change.entry_id)
    if stands is not None:
        raise MarkStands(stands)
    edition = edition_of(entry.scorecard.cycle.edition)
    if not answers.is_allowed(edition, entry.node.code, change.level, change.value):
        raise BadAnswer(change.level or str(change.value), answers.allowed(edition, entry.node.code))
    mark = Mark(
        entry=entry,
        party=Mark.Party.IMPORTED,
        level=change.level,
        value=change.value,
        note=change.note,
        source=change.source,
        changed_by=desk.by,
    )
    desk.put(entry, mark, scores=False)
    return mark


def _found(desk: Desk, change: MarkChange) -> Mark:
    """Return the imported mark as it was put; Conflict when it is gone or another."""
    stored = desk.stored(change.entry_id)
    if stored is None or stored.version != change.version:
        raise Conflict(stored)
    return stored
