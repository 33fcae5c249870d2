"""A draft edition tried on the answers of a cycle: ranks now and under the draft. Nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from portal.units.models import Government
from scorecards.domain.crosswalk import Crosswalk, crosswalk
from scorecards.domain.edition import Edition, Node
from scorecards.domain.layers import Layers
from scorecards.domain.ranking import Place, places
from scorecards.editions.models import EditionDraft
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import CITY_READERS, Cycle, Scorecard
from scorecards.rankings.selectors.components import components_of, rounded
from scorecards.rankings.selectors.inputs import Inputs, inputs_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User


@dataclass(frozen=True)
class Side:
    """One scorecard under one edition: its answers, its layers, and its place among the units."""

    inputs: Inputs
    layers: Layers
    place: Place | None

    @property
    def verified(self) -> Decimal | None:
        """Return the verified total, None while no mark is fixed: that is not a zero."""
        return self.layers.verified.total if self.inputs.fixed else None

    @property
    def missing(self) -> int:
        """Return how many answers the unit has not given."""
        return len(self.layers.claimed.missing)


@dataclass(frozen=True)
class Row:
    """One scorecard with the present edition, and with the draft."""

    scorecard: Scorecard
    now: Side
    then: Side

    @property
    def movement(self) -> int | None:
        """Return how many ranks it would rise (positive) or fall, None where it has no rank on either side."""
        now, then = (side.place.rank if side.place else None for side in (self.now, self.then))
        return None if now is None or then is None else now - then


@dataclass(frozen=True)
class Part:
    """A component with what units have verified in it on average, and the most it gives; None where it is not there."""

    code: str
    name: str
    now: Decimal | None
    then: Decimal | None
    most_now: Fraction | None
    most_then: Fraction | None

    @property
    def change(self) -> Decimal | None:
        """Return the points that it gains (positive) or loses."""
        return None if self.now is None or self.then is None else self.then - self.now


@dataclass(frozen=True)
class Rehearsal:
    """A draft tried on a cycle; rows in the order of their ranks under the draft."""

    draft: EditionDraft
    cycle: Cycle
    crosswalk: Crosswalk
    rows: tuple[Row, ...]

    @property
    def moved(self) -> list[Row]:
        """Return the rows whose rank changes, the largest movement first."""
        return sorted((row for row in self.rows if row.movement), key=lambda row: -abs(row.movement or 0))

    @cached_property
    def parts(self) -> list[Part]:
        """The components, what gains most first; what is on one side only last."""
        found = [*_parts(self)]
        return sorted(found, key=lambda part: (part.change is None, -(part.change or 0), part.code))


def drafts_for(user: "User") -> "QuerySet[EditionDraft]":
    """Return the open drafts, for who reads all marks of the home government: editions belong to the installation."""
    home = Government.objects.filter(is_home=True, pk__in=user.governments_as(*CITY_READERS))
    rows = EditionDraft.objects.open().order_by("code")
    return rows if home.exists() else rows.none()


def cycles_for(draft: EditionDraft, user: "User") -> list[Cycle]:
    """Return the cycles of the draft's instrument whose marks the user reads, newest first."""
    found = Cycle.objects.filter(
        government__in=user.governments_as(*CITY_READERS), edition__instrument__code=draft.code.partition("/")[0]
    )
    order = ("-government__is_home", "-period__score_year", "edition__code", "pk")
    return list(found.select_related("edition__instrument", "period", "government").order_by(*order))


def rehearsal_of(draft: EditionDraft, cycle: Cycle) -> Rehearsal:
    """Return what the draft would make of a cycle's answers; both sides by the same engine from the same reading."""
    old, new = edition_of(cycle.edition), edition_of(draft)
    cards = list(cycle.scorecards.select_related("unit").order_by("pk"))
    found = crosswalk(old, new)
    before = inputs_of(old, [card.pk for card in cards])
    after = {pk: transferred(found, one) for pk, one in before.items()}
    now, then = _sides(old, cards, before), _sides(new, cards, after)
    rows = [Row(card, now[card.pk], then[card.pk]) for card in cards]
    return Rehearsal(draft, cycle, found, tuple(sorted(rows, key=_by_rank)))


def transferred(found: Crosswalk, given: Inputs) -> Inputs:
    """Return a scorecard's inputs under the new edition; a mark stays fixed where it is taken over.

    What needs an answer is open. So is a fixed mark that is only a proposal, or of which a criterion has no answer yet:
    it counts as it was, and can still change.
    """
    verified = found.carried(given.verified)
    asked = [node.code for node in found.new.answerable()]
    sources = {code: found.steps[code].source for code in asked}
    fixed = {
        code
        for code, source in sources.items()
        if source in given.fixed and (code in verified or source not in given.verified)
    }
    # Where the old scorecard has no place for the answer, nobody is asked for it.
    idle = {code for code, source in sources.items() if source and source not in given.fixed | given.open}
    return Inputs(
        claimed=found.carried(given.claimed),
        verified={code: answer for code, answer in verified.items() if code in fixed},
        checks=found.carried(given.checks or {}) if found.new.gates else None,
        fixed=frozenset(fixed),
        open=frozenset(code for code in asked if code not in idle and (code not in fixed or code in found.reopened)),
    )


def _sides(edition: Edition, cards: Iterable[Scorecard], given: Mapping[int, Inputs]) -> dict[int, Side]:
    cards = list(cards)
    scored = {card.pk: given[card.pk].layers(edition) for card in cards}
    marked = {pk for pk, one in given.items() if one.fixed}
    ranked = places({card.pk: scored[card.pk] for card in cards if card.unit_id is not None}, marked)
    return {card.pk: Side(given[card.pk], scored[card.pk], ranked.get(card.pk)) for card in cards}


def _by_rank(row: Row) -> tuple[int, Decimal, str, int]:
    rank = row.then.place.rank if row.then.place else None
    name = row.scorecard.unit.name.lower() if row.scorecard.unit else ""
    return (rank or 10**6, -(row.then.layers.claimed.total or Decimal(0)), name, row.scorecard.pk)


def _parts(found: Rehearsal) -> Iterable[Part]:
    old, new = found.crosswalk.old, found.crosswalk.new
    before, after = {node.code: node for node in components_of(old)}, components_of(new)
    marked = [row for row in found.rows if row.now.inputs.fixed and row.then.inputs.fixed]
    followed = set()
    for node in after:
        sources = (node.code,) if node.predecessors is None else node.predecessors
        source = before.get(sources[0]) if len(sources) == 1 else None
        if source is not None:
            followed.add(source.code)
        yield _part(node, source, node, old, new, marked)
    for code, node in before.items():
        if code not in followed:
            yield _part(node, node, None, old, new, marked)


def _part(
    named: Node, before: Node | None, after: Node | None, old: Edition, new: Edition, marked: Sequence[Row]
) -> Part:
    return Part(
        named.code,
        named.name,
        _average(old, before, [row.now for row in marked]),
        _average(new, after, [row.then for row in marked]),
        before.maximum if before else None,
        after.maximum if after else None,
    )


def _average(edition: Edition, node: Node | None, sides: Sequence[Side]) -> Decimal | None:
    """Return what the units have verified on average; None where it is unknown of one of them, or of all."""
    if node is None or not sides:
        return None
    scores = [side.layers.verified.nodes[node.code].score for side in sides]
    known = [score for score in scores if score is not None]
    if len(known) < len(scores):
        return None
    return rounded(sum(known, Fraction(0)) / len(known), edition.root.places or 0)
