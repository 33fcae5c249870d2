"""What a unit claims about one entry: its grade, its checks, and what the gate makes of them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.db.models import FilteredRelation, Q

from scorecards.domain import gates
from scorecards.domain.edition import Edition, Level, Node, NodeKind
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Entry, Mark

YES = "yes"


@dataclass(frozen=True)
class Check:
    """One criterion under a grade; `is_met` is None while the unit has not answered."""

    entry_id: int
    node: Node
    is_met: bool | None


@dataclass(frozen=True)
class Claim:
    """The unit's side of one graded entry, as it stands now."""

    edition: Edition
    node: Node
    mark: Mark | None
    checks: tuple[Check, ...]

    @property
    def version(self) -> int:
        """Return the version of the unit's mark, 0 when there is none."""
        return self.mark.version if self.mark else 0

    @property
    def level(self) -> str:
        """Return the code of the claimed grade, or nothing."""
        return self.mark.level if self.mark else ""

    @property
    def note(self) -> str:
        """Return the unit's note on its grade."""
        return self.mark.note if self.mark else ""

    @property
    def fulfilled(self) -> int:
        """Return how many checks the unit calls fulfilled."""
        return sum(check.is_met is True for check in self.checks)

    @property
    def proposed(self) -> str:
        """Return the grade that the fulfilled checks propose, or nothing where no gate speaks."""
        return gates.propose(self.edition, self.node.code, *self._share) if self._has_gate else ""

    @property
    def cap(self) -> str:
        """Return the highest grade that the fulfilled checks allow, or nothing where no gate speaks."""
        return gates.cap(self.edition, self.node.code, *self._share) if self._has_gate else ""

    @property
    def prefilled(self) -> str:
        """Return the grade that an evaluator fixes without a word: the claim, cut at the gate."""
        return self.level if not self.level or self.allows(self.level) else self.cap

    def allows(self, level: str) -> bool:
        """Return whether the gate lets a grade of this scale stand."""
        return not self.cap or self._value(level) <= self._value(self.cap)

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """Return the grades of the scale, best first."""
        return tuple(sorted(self.node.levels, key=lambda level: level.value, reverse=True))

    @cached_property
    def _has_gate(self) -> bool:
        return bool(self.checks) and self.edition.gate_of(self.node.code) is not None

    @property
    def _share(self) -> tuple[int, int]:
        return self.fulfilled, len(self.checks)

    def _value(self, code: str) -> Fraction:
        return self.edition.scale_of(self.node).level(code).value


def claim_of(entry: Entry) -> Claim:
    """Return the claim of one graded entry; see `claims_of`."""
    return claims_of([entry])[entry.pk]


def claims_of(entries: Collection[Entry]) -> dict[int, Claim]:
    """Return the claims of graded entries by entry id, in two queries.

    The entries come with `node` and `scorecard__cycle__edition` joined.
    """
    marks = {mark.entry_id: mark for mark in Mark.objects.filter(entry__in=entries, party=Mark.Party.UNIT)}
    checks = _checks_under(entries)
    claims = {}
    for entry in entries:
        edition = edition_of(entry.scorecard.cycle.edition)
        claims[entry.pk] = Claim(
            edition=edition,
            node=edition.node(entry.node.code),
            mark=marks.get(entry.pk),
            checks=tuple(
                Check(pk, edition.node(code), None if not level else level == YES)
                for pk, code, level in checks[entry.scorecard_id, entry.node_id]
            ),
        )
    return claims


def _checks_under(entries: Collection[Entry]) -> dict[tuple[int, int | None], list[tuple[int, str, str | None]]]:
    """Return (entry id, node code, unit's level) of every check, by scorecard and parent node."""
    rows = (
        Entry.objects.filter(
            scorecard__in={entry.scorecard_id for entry in entries},
            node__parent__in={entry.node_id for entry in entries},
            node__kind=NodeKind.CHECK,
        )
        .annotate(of_unit=FilteredRelation("marks", condition=Q(marks__party=Mark.Party.UNIT)))
        .order_by("node__position", "pk")
        .values_list("scorecard_id", "node__parent_id", "pk", "node__code", "of_unit__level")
    )
    found = defaultdict(list)
    for scorecard_id, parent_id, pk, code, level in rows:
        found[scorecard_id, parent_id].append((pk, code, level))
    return found
