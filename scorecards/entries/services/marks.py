"""Saving answers: each save says which state it was made on, and is safe to send twice."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from scorecards.domain.edition import Edition
from scorecards.editions.selectors import edition_of
from scorecards.entries import answers
from scorecards.entries.flows import flow_of
from scorecards.entries.models import Entry, Mark
from scorecards.entries.services.desk import Desk
from scorecards.entries.services.errors import BadAnswer, Conflict, EntryError, NotClaimed

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class MarkChange:
    """One answer to save. `version` is the state it was made on: 0 when there was none.

    `save_key` is the sender's own key of this save, `client` the page that sends it: when that page made the stored
    state too, it only never got the reply, and saves on. `source` is where an imported mark was taken from.
    """

    entry_id: int
    version: int
    level: str = ""
    value: Decimal | None = None
    note: str = ""
    save_key: UUID | None = None
    client: UUID | None = None
    source: str = ""


@dataclass
class SaveReport:
    """What became of several changes, by entry: saved marks, and those that were not saved with the reason."""

    saved: dict[int, Mark] = field(default_factory=dict)
    refused: dict[int, EntryError] = field(default_factory=dict)


@transaction.atomic
def save_mark(
    *,
    entry_id: int,
    party: str,
    level: str = "",
    value: Decimal | None = None,
    note: str = "",
    version: int,
    save_key: UUID | None,
    by: "User",
    client: UUID | None = None,
) -> Mark:
    """Save one party's answer to one entry; the same save sent again changes nothing.

    Raises EntryClosed, BadAnswer, or Conflict when somebody saved something else since `version`.
    """
    change = MarkChange(entry_id, version, level, value, note, save_key, client)
    desk = Desk([entry_id], party=party, by=by)
    mark = _save(desk, change)
    desk.write()
    return mark


@transaction.atomic
def save_marks(*, changes: Iterable[MarkChange], party: str, by: "User") -> SaveReport:
    """Save what can be saved of several answers; the report names what was refused, and nothing of that is written.

    The number of queries does not grow with the number of new answers.
    """
    changes, report = list(changes), SaveReport()
    desk = Desk([change.entry_id for change in changes], party=party, by=by)
    for change in changes:
        try:
            report.saved[change.entry_id] = _save(desk, change)
        except EntryError as error:
            report.refused[change.entry_id] = error
    desk.write()
    return report


def _save(desk: Desk, change: MarkChange) -> Mark:
    """Judge one change and put it down; every refusal is raised before."""
    entry, stored, note = desk.entry(change.entry_id), desk.stored(change.entry_id), _lines(change.note)
    if stored is not None and change.save_key is not None and stored.save_key == change.save_key:
        return stored
    deciding = desk.require_turn(entry)
    _require_answer(entry, change, desk.party)
    if stored is not None and (stored.level, stored.value, stored.note) == (change.level, change.value, note):
        return stored
    if not _is_based_on(stored, change):
        raise Conflict(stored)
    scores = stored is None or (stored.level, stored.value) != (change.level, change.value)
    mark = stored or Mark(entry=entry, party=desk.party, version=0)
    mark.level, mark.value, mark.note = change.level, change.value, note
    mark.save_key, mark.client, mark.changed_by = change.save_key, change.client, desk.by
    mark.version += 1
    desk.put(entry, mark, scores=scores)
    if desk.party == Mark.Party.UNIT:
        desk.begin(entry, deciding)
    return mark


def _lines(note: str) -> str:
    """Browsers send line ends as CR LF; kept as LF, so that equal texts are equal."""
    return note.replace("\r\n", "\n")


def _is_based_on(stored: Mark | None, change: MarkChange) -> bool:
    if (stored.version if stored else 0) == change.version:
        return True
    return stored is not None and change.client is not None and stored.client == change.client


def _is_claimed(edition: Edition, code: str) -> bool:
    """Return whether units give the answer themselves."""
    node, flow = edition.node(code), flow_of(edition)
    return not flow.is_reported(node) and not flow.is_surveyed(node)


def _require_answer(entry: Entry, change: MarkChange, party: str) -> None:
    """Refuse what the node's scale does not have; no answer at all is always allowed."""
    if not change.level and change.value is None:
        return
    edition = edition_of(entry.scorecard.cycle.edition)
    if party == Mark.Party.UNIT and not _is_claimed(edition, entry.node.code):
        raise NotClaimed
    if not answers.is_allowed(edition, entry.node.code, change.level, change.value):
        raise BadAnswer(change.level or str(change.value), answers.allowed(edition, entry.node.code))
