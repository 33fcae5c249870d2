"""What a unit claims about one entry: its grade, its checks, and what the gate makes of them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from scorecards.domain.edition import Edition, Level, Node, NodeKind
from scorecards.domain.numbers import written_grade
from scorecards.editions.selectors import edition_of
from scorecards.entries import standing
from scorecards.entries.flows import rubric_steps
from scorecards.entries.forms import answer_text
from scorecards.entries.models import Entry, Mark
from scorecards.entries.standing import Standing


@dataclass(frozen=True)
class Check:
    """One criterion under a grade; `answer` is yes, no, N/A, or nothing while the unit has not answered."""

    entry_id: int
    node: Node
    answer: str


@dataclass(frozen=True)
class Claim:
    """The unit's side of one graded entry, as it stands now."""

    edition: Edition
    standing: Standing
    checks: tuple[Check, ...]

    @property
    def node(self) -> Node:
        """Return the node that is graded."""
        return self.standing.node

    @property
    def version(self) -> int:
        """Return the version of the unit's mark, 0 when there is none."""
        return self.standing.mark.version if self.standing.mark else 0

    @property
    def level(self) -> str:
        """Return the claimed grade or number as text, or nothing."""
        return answer_text(self.standing.mark)

    @property
    def shown(self) -> str:
        """Return the claimed grade or number as people here read it, or nothing."""
        return written_grade(self.level)

    @property
    def note(self) -> str:
        """Return the unit's note on its grade."""
        return self.standing.mark.note if self.standing.mark else ""

    @property
    def cap(self) -> str:
        """Return the highest grade that the fulfilled checks allow, or nothing where no gate speaks."""
        return self.standing.cap

    @property
    def prefilled(self) -> str:
        """Return the grade that an evaluator fixes without a word: the claim, cut at the gate."""
        return self.cap if self.standing.exceeds else self.level

    @property
    def prefilled_shown(self) -> str:
        """Return that grade as people here read it and as the parser of the field reads it back."""
        return written_grade(self.prefilled)

    @property
    def levels(self) -> tuple[Level, ...]:
        """Return the grades of the scale, or the steps of the rubric, best first; nothing where a number is typed."""
        found = self.node.levels or rubric_steps(self.edition, self.node)
        return tuple(sorted(found, key=lambda level: level.value, reverse=True))

    @property
    def takes_number(self) -> bool:
        """Return whether the mark is kept as a number: typed, or a step of a rubric."""
        return not self.node.levels

    @property
    def needs_reason(self) -> bool:
        """Return whether a mark other than the claim needs a note; where units only report there is no claim."""
        return not self.standing.is_reported

    def allows(self, level: str) -> bool:
        """Return whether the gate lets a grade of this scale stand."""
        scale = self.edition.scale_of(self.node)
        if self.takes_number:
            return True
        return not self.cap or scale.level(level).value <= scale.level(self.cap).value


def claim_of(entry: Entry) -> Claim:
    """Return the claim of one graded entry; see `claims_of`."""
    return claims_of([entry])[entry.pk]


def claims_of(entries: Collection[Entry]) -> dict[int, Claim]:
    """Return the claims of graded entries by entry id, in three queries.

    The entries come with `node` and `scorecard__cycle__edition` joined.
    """
    checks = _checks_under(entries)
    ids = [entry.pk for entry in (*entries, *(check for found in checks.values() for check in found))]
    marks, evidence = standing.marks_by_entry(ids, Mark.Party.UNIT), standing.evidence_counts(ids)
    claims = {}
    for entry in entries:
        edition = edition_of(entry.scorecard.cycle.edition)
        under = checks[entry.scorecard_id, entry.node_id]
        (stands,) = standing.standings(edition, [entry, *under], marks, evidence)
        answers = {check.pk: marks[check.pk].level if check.pk in marks else "" for check in under}
        claims[entry.pk] = Claim(
            edition, stands, tuple(Check(check.pk, edition.node(check.node.code), answers[check.pk]) for check in under)
        )
    return claims


def _checks_under(entries: Collection[Entry]) -> dict[tuple[int, int | None], list[Entry]]:
    """Return the entries of checks by scorecard and parent node."""
    found: dict[tuple[int, int | None], list[Entry]] = defaultdict(list)
    checks = Entry.objects.filter(
        scorecard__in={entry.scorecard_id for entry in entries},
        node__parent__in={entry.node_id for entry in entries},
        node__kind=NodeKind.CHECK,
    )
    for check in checks.select_related("node").order_by("node__position", "pk"):
        found[check.scorecard_id, check.node.parent_id].append(check)
    return found
