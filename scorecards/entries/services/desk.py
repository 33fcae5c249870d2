"""Entries laid out for saving: read together, judged one by one, written together; few queries for many answers."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from scorecards.domain.states import Actor, Event
from scorecards.entries import turns
from scorecards.entries.models import Entry, Mark, Scorecard
from scorecards.entries.services import results, states
from scorecards.entries.services.errors import EntryClosed
from scorecards.entries.windows import WindowState

if TYPE_CHECKING:
    from portal.accounts.models import User


class Desk:
    """What one party's marks on some entries stand on, behind the locks of their scorecards.

    Marks that are put down are written, entries that begin become drafts and rankings are asked for by `write`.
    """

    def __init__(self, entry_ids: Collection[int], *, party: str, by: "User") -> None:
        """Lock the scorecards, in one order for everybody, and read entries, marks and deciding grades."""
        self.party, self.by = party, by
        of_entries = Entry.objects.filter(pk__in=entry_ids)
        cards = Scorecard.objects.select_for_update(of=("self",)).select_related("cycle__edition")
        self._cards = {card.pk: card for card in cards.filter(pk__in=of_entries.values("scorecard")).order_by("pk")}
        self._entries = of_entries.select_related("node").in_bulk()
        for entry in self._entries.values():
            entry.scorecard = self._cards[entry.scorecard_id]
        self._grades = self._read_grades()
        marks = Mark.objects.filter(entry__in=entry_ids, party=party).select_related("changed_by")
        self._marks = {mark.entry_id: mark for mark in marks}
        self._windows: dict[tuple[int, int | None], WindowState | None] = {}
        self._new: dict[int, Mark] = {}
        self._begun: dict[int, Entry] = {}
        self._touched: set[int] = set()
        self._scored: set[int] = set()

    def entry(self, entry_id: int) -> Entry:
        """Return an entry with its node and its scorecard; Entry.DoesNotExist when there is none."""
        if entry_id not in self._entries:
            raise Entry.DoesNotExist(entry_id)
        return self._entries[entry_id]

    def stored(self, entry_id: int) -> Mark | None:
        """Return the party's mark as it stands now, changes on this desk included."""
        if entry_id in self._new:
            self._insert()  # it is about to change again, and both versions shall stand in the history
        return self._marks.get(entry_id)

    def require_turn(self, entry: Entry) -> Entry:
        """Raise EntryClosed unless the entry may be changed now; return the entry whose state decides."""
        deciding = self._grades.get((entry.scorecard_id, entry.node.parent_id, entry.item_id), entry)
        place = (entry.scorecard_id, entry.owner_id)
        if place not in self._windows:
            self._windows[place] = turns.window_for(self.by, entry.scorecard, self.party, entry.owner_id)
        reason = turns.why_closed(deciding.state, self.party, self._windows[place])
        if reason:
            raise EntryClosed(reason)
        return deciding

    def put(self, entry: Entry, mark: Mark, *, scores: bool) -> None:
        """Put down a changed mark; `scores` says whether totals can follow from the change."""
        if mark._state.adding:
            self._new[entry.pk] = self._marks[entry.pk] = mark
        else:
            mark.save()
        if scores:
            self._scored.add(entry.scorecard_id)

    def begin(self, *entries: Entry) -> None:
        """Note that the unit is at it: an empty entry becomes a draft, one that is complete and proven is ready."""
        for entry in entries:
            self._touched.add(entry.pk)
            if entry.state == Entry.State.EMPTY:
                self._begun[entry.pk] = entry

    def write(self) -> None:
        """Write what was put down, and ask for the rankings that follow."""
        self._insert()
        if self._begun:
            states.move(self._begun.values(), Event.BEGIN, Actor.OPERATOR)
        if self._touched:
            states.settle(self._touched)
        if self._scored:
            results.follow([self._cards[pk] for pk in self._scored])

    def _insert(self) -> None:
        if self._new:
            Mark.objects.bulk_create(self._new.values())
            self._new = {}

    def _read_grades(self) -> dict[tuple[int, int | None, int | None], Entry]:
        """Return the graded entries above the checks: (scorecard, node, item) -> entry; one row is one object."""
        checks = [entry for entry in self._entries.values() if entry.node.kind == turns.CHECK]
        if not checks:
            return {}
        above = Entry.objects.filter(
            scorecard__in={entry.scorecard_id for entry in checks}, node__in={entry.node.parent_id for entry in checks}
        )
        grades = [self._entries.get(entry.pk, entry) for entry in above]
        return {(entry.scorecard_id, entry.node_id, entry.item_id): entry for entry in grades}
