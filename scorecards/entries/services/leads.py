"""Who answers each entry of a government's scorecard (pengampu), and which units contribute to an entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.units.models import Unit
from scorecards.entries import proposals, telling, turns
from scorecards.entries.models import Contribution, Entry, Mark, Scorecard
from scorecards.entries.services import locks
from scorecards.entries.services.errors import (
    ContributionChanged,
    LeadsChanged,
    LeadsItself,
    NoLeadHere,
    UnitNotUsable,
)

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class LeadChange:
    """The unit that shall answer an entry, and the one that stood there when the choice was made; None is nobody."""

    entry_id: int
    seen: int | None
    unit_id: int | None


@transaction.atomic
def set_leads(*, scorecard_id: int, changes: Iterable[LeadChange]) -> int:
    """Say who answers which entries of a government's scorecard; checks follow their grade. Return how many changed.

    All or nothing: NoLeadHere on a unit's scorecard, UnitNotUsable, LeadsChanged when somebody else chose meanwhile.
    """
    scorecard = _locked(scorecard_id)
    wanted = [change for change in changes if change.seen != change.unit_id]
    entries = scorecard.entries.select_related("node", "lead").in_bulk([change.entry_id for change in wanted])
    units = _usable(scorecard, {change.unit_id for change in wanted if change.unit_id})
    if len(entries) != len({change.entry_id for change in wanted}):
        raise Entry.DoesNotExist
    raced = [entries[change.entry_id] for change in wanted if _is_raced(entries[change.entry_id], change)]
    if raced:
        raise LeadsChanged(raced)
    changed = [change for change in wanted if entries[change.entry_id].lead_id != change.unit_id]
    for change in changed:
        _set(scorecard, entries[change.entry_id], units.get(change.unit_id or 0))
    return len(changed)


@transaction.atomic
def apply_proposal(*, scorecard_id: int, by: "User") -> int:
    """Take over the proposed leads and contributors where nobody has been named yet; return how many leads it set."""
    scorecard = _locked(scorecard_id)
    rows = proposals.proposal_for(scorecard)
    entries = {entry.node.code: entry for entry in scorecard.entries.select_related("node").filter(lead=None)}
    changed, asked = 0, []
    for code, row in rows.items():
        if code in entries:
            entry = entries[code]
            _set(scorecard, entry, row.lead)
            entry.lead, entry.scorecard = row.lead, scorecard
            changed += 1
            for share in row.shares:
                made, is_new = Contribution.objects.get_or_create(
                    entry=entry, unit=share.unit, defaults={"wanted": share.wanted, "changed_by": by}
                )
                asked += [made] if is_new else []
    telling.asked_to_contribute(asked)
    return changed


@transaction.atomic
def add_contributor(*, entry_id: int, unit_id: int, wanted: str, by: "User") -> Contribution:
    """Ask a unit for its share in an entry that another answers; asking again changes what is wanted.

    Raises UnitNotUsable, LeadsItself.
    """
    entry = locks.locked_entry(entry_id)
    unit = _usable(entry.scorecard, {unit_id})[unit_id]
    if turns.governing(entry).owner_id == unit.pk:
        raise LeadsItself(unit)
    share, is_new = Contribution.objects.get_or_create(
        entry=entry, unit=unit, defaults={"wanted": wanted.strip(), "changed_by": by}
    )
    if not is_new and share.wanted != wanted.strip():
        share.wanted, share.changed_by = wanted.strip(), by
        share.save(update_fields=["wanted", "changed_by", "changed_at"])
    if is_new:
        telling.asked_to_contribute([share])
    return share


@transaction.atomic
def remove_contributor(*, contribution_id: int) -> Contribution:
    """End a unit's share; its documents stay where they prove something, its note stays in the history."""
    share = Contribution.objects.select_for_update(of=("self",)).select_related("unit").get(pk=contribution_id)
    share.delete()
    return share


@transaction.atomic
def save_share_note(*, contribution_id: int, note: str, version: int, by: "User") -> Contribution:
    """Keep what a contributing unit says; the same text sent again changes nothing.

    Raises EntryClosed when it is not the units' turn, ContributionChanged when a colleague saved since `version`.
    """
    share = Contribution.objects.select_related("unit").get(pk=contribution_id)
    entry = locks.locked_entry(share.entry_id)
    locks.require_turn(entry, Mark.Party.UNIT, by, share.unit_id)
    share = Contribution.objects.select_related("unit", "changed_by").get(pk=contribution_id)
    text = note.replace("\r\n", "\n").strip()
    if share.note == text:
        return share
    if share.version != version:
        raise ContributionChanged(share)
    share.note, share.version, share.changed_by = text, version + 1, by
    share.save(update_fields=["note", "version", "changed_by", "changed_at"])
    return share


def _locked(scorecard_id: int) -> Scorecard:
    scorecard = Scorecard.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=scorecard_id)
    if scorecard.unit_id is not None:
        raise NoLeadHere
    return scorecard


def _is_raced(entry: Entry, change: LeadChange) -> bool:
    """Return whether what stands there is neither what was seen nor what is wanted."""
    return entry.lead_id not in (change.seen, change.unit_id)


def _set(scorecard: Scorecard, entry: Entry, unit: Unit | None) -> None:
    under = Q(node__kind=turns.CHECK, node__parent=entry.node_id, item=entry.item_id)
    Entry.objects.filter(Q(pk=entry.pk) | under, scorecard=scorecard).update(lead=unit)


def _usable(scorecard: Scorecard, keys: set[int]) -> dict[int, Unit]:
    """Return the units by key; UnitNotUsable unless each exists today in the scorecard's government."""
    units = Unit.objects.filter(government=scorecard.government_id).valid_on(timezone.localdate()).in_bulk(keys)
    if len(units) != len(keys):
        raise UnitNotUsable
    return units
