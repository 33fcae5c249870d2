"""What a scorecard's total is computed from, read for many scorecards in a few queries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from scorecards.domain import states
from scorecards.domain.edition import Edition
from scorecards.domain.layers import Layers, layers, verified_layer
from scorecards.domain.scoring import Outcome
from scorecards.entries.models import Entry, Mark
from scorecards.entries.selectors import answers_of, checks_of, fixed_answers_of
from scorecards.entries.turns import CHECK


@dataclass(frozen=True)
class Inputs:
    """The answers of one scorecard, and which of its graded nodes are fixed or can still change."""

    claimed: Mapping[str, Decimal | str]
    verified: Mapping[str, Decimal | str]
    checks: Mapping[str, bool | str] | None
    fixed: frozenset[str] = field(default_factory=frozenset)
    open: frozenset[str] = field(default_factory=frozenset)

    def layers(self, edition: Edition) -> Layers:
        """Score the three layers; the one way in which ranking, explanation and benchmark come to a total."""
        return layers(edition, self.claimed, self.verified, self.open, checks=self.checks)

    def verified_layer(self, edition: Edition) -> Outcome:
        """Score the verified layer alone; equal to that of all three."""
        return verified_layer(edition, self.claimed, self.verified, checks=self.checks)

    @cached_property
    def graded(self) -> int:
        """How many nodes take a mark."""
        return len(self.fixed) + len(self.open)


def inputs_of(edition: Edition, scorecard_ids: Collection[int]) -> dict[int, Inputs]:
    """Return the inputs of each scorecard; five queries, however many scorecards there are.

    What citizens or an authority answered (party EXTERNAL) counts at once, whoever claims or decides what.
    Read the scorecards' revisions before: a change that comes in between is then in the answers but not in the
    revision, and its own request for work brings the revision up.
    """
    claimed = answers_of(scorecard_ids, Mark.Party.UNIT)
    verified = fixed_answers_of(scorecard_ids)
    outside = answers_of(scorecard_ids, Mark.Party.EXTERNAL)
    checks = checks_of(scorecard_ids, Mark.Party.UNIT) if edition.gates else {}
    fixed: dict[int, set[str]] = {pk: set() for pk in scorecard_ids}
    open_: dict[int, set[str]] = {pk: set() for pk in scorecard_ids}
    for pk, code, state in _graded(scorecard_ids):
        is_fixed = state in states.DECIDED or code in outside.get(pk, {})
        (fixed if is_fixed else open_)[pk].add(code)
    return {
        pk: Inputs(
            claimed=claimed.get(pk, {}) | outside.get(pk, {}),
            verified=verified.get(pk, {}) | outside.get(pk, {}),
            checks=checks.get(pk, {}) if edition.gates else None,
            fixed=frozenset(fixed[pk]),
            open=frozenset(open_[pk]),
        )
        for pk in scorecard_ids
    }


def _graded(scorecard_ids: Collection[int]) -> list[tuple[int, str, str]]:
    rows = Entry.objects.filter(scorecard__in=scorecard_ids, item__isnull=True).exclude(node__kind=CHECK)
    return list(rows.order_by("pk").values_list("scorecard", "node__code", "state"))
