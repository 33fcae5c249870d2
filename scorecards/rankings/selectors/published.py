"""What stands of published results, and what a table would change of it."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from portal.units.models import Government, PeerGroup
from scorecards.editions.models import Instrument
from scorecards.rankings.models import PublishedImport, PublishedResult
from scorecards.rankings.published_table import Fault, Key, Line, Words, as_json, from_json

if TYPE_CHECKING:
    from portal.accounts.models import User

NAMES = tuple(field.name for field in fields(Words))


@dataclass(frozen=True)
class Change:
    """One result that a table would write, or wrote; `before` is None where nothing stood."""

    key: Key
    before: Words | None
    after: Words
    row: int | None = None

    @cached_property
    def differing(self) -> tuple[str, ...]:
        """Return the names of what differs from what stood; of what is given where nothing stood."""
        before = self.before or Words()
        return tuple(name for name in NAMES if getattr(before, name) != getattr(self.after, name))


@dataclass(frozen=True)
class Preview:
    """What applying a table would do to what stands now, or what is wrong with it."""

    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def added(self) -> int:
        """Return how many are new."""
        return sum(change.before is None for change in self.changes)

    @property
    def is_applicable(self) -> bool:
        """Return whether there is something to write and nothing is wrong."""
        return bool(self.changes) and not self.faults

    @property
    def fingerprint(self) -> str:
        """Return the hash of exactly these changes: who confirms them sends it back."""
        text = json.dumps([*kept(self.changes), self.unchanged], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def compared_governments(government: Government) -> "QuerySet[Government]":
    """Return a government and those that it is compared with in the groups of its region."""
    groups = PeerGroup.objects.filter(government__isnull=True, governments=government)
    peers = PeerGroup.objects.filter(pk__in=groups).values("governments")
    return Government.objects.filter(Q(pk=government.pk) | Q(pk__in=peers)).order_by("code")


def instruments() -> "QuerySet[Instrument]":
    """Return all instruments, by code."""
    return Instrument.objects.order_by("code")


def standing(governments: Iterable[str]) -> dict[Key, Words]:
    """Return what is published about governments, by code of the government, instrument and year."""
    rows = PublishedResult.objects.filter(government__code__in=governments)
    rows = rows.select_related("government", "instrument", "period")
    ordered = rows.order_by("instrument__code", "-period__score_year", "government__code")
    return {key_of(row): words_of(row) for row in ordered}


def key_of(row: PublishedResult) -> Key:
    """Return what a row is about."""
    return Key(row.government.code, row.instrument.code, row.period.score_year)


def words_of(row: PublishedResult) -> Words:
    """Return what was published."""
    return Words(**{name: getattr(row, name) for name in NAMES})


def preview_of(lines: Iterable[Line], faults: Iterable[Fault], stands: dict[Key, Words]) -> Preview:
    """Hold the rows of a table against what stands."""
    changes, unchanged = [], 0
    for line in lines:
        before = stands.get(line.key)
        if before == line.words:
            unchanged += 1
        else:
            changes.append(Change(line.key, before, line.words, line.row + 1))
    return Preview(tuple(changes), unchanged, tuple(faults))


def kept(changes: Iterable[Change]) -> list[dict[str, object]]:
    """Return changes as an import keeps them."""
    return [
        {"key": list(one.key), "before": as_json(one.before), "after": as_json(one.after), "row": one.row}
        for one in changes
    ]


def applied_changes(made: PublishedImport) -> Iterator[Change]:
    """Return what an import wrote."""
    for one in made.changes:
        yield Change(Key(*one["key"]), from_json(one["before"]), from_json(one["after"]) or Words(), one["row"])


def imports_of(government: Government, by: "User") -> "QuerySet[PublishedImport]":
    """Return the tables of a government, newest first."""
    rows = PublishedImport.objects.visible_to(by).filter(government=government)
    return rows.select_related("created_by", "applied_by", "undone_by")


def last_applied(government_id: int) -> PublishedImport | None:
    """Return the import that can be undone: the last one that is applied."""
    rows = PublishedImport.objects.filter(government=government_id, applied_at__isnull=False, undone_at__isnull=True)
    return rows.order_by("-applied_at", "-pk").first()
