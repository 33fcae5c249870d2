"""What each unit earned in one component: a node right under the root of the edition."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scorecards.domain.edition import Edition, Node
from scorecards.domain.numbers import round_half_up
from scorecards.domain.ranking import rank_ranges, ranks
from scorecards.rankings.models import Result
from scorecards.rankings.selectors.inputs import Inputs, inputs_of


def components_of(edition: Edition) -> list[Node]:
    """Return the components that earn points, in the edition's order; none where the total has one part only."""
    found = [node for node in edition.children(edition.root.code) if node.applies and node.maximum]
    return found if len(found) > 1 else []


def codes_under(edition: Edition, code: str) -> frozenset[str]:
    """Return a node's code and those of all nodes below it."""
    return frozenset(_walk(edition, code))


def component_results(edition: Edition, results: Sequence[Result], code: str) -> list[Result]:
    """Return for each result that of one component, ranked among those given; never saved.

    Computed from the answers by the one way to a total, and rounded once, to the places of the total.
    """
    inputs = inputs_of(edition, [result.scorecard_id for result in results])
    under, places = codes_under(edition, code), edition.root.places or 0
    found = []
    for result in results:
        given = inputs[result.scorecard_id]
        layers = given.layers(edition)
        fixed, open_ = len(given.fixed & under), len(given.open & under)
        found.append(
            Result(
                pk=result.pk,
                government_id=result.government_id,
                cycle_id=result.cycle_id,
                scorecard=result.scorecard,
                claimed=rounded(layers.claimed.nodes[code].score, places),
                verified=rounded(layers.verified.nodes[code].score, places),
                reachable=rounded(layers.reachable.nodes[code].score, places),
                decided=fixed,
                entries=fixed + open_,
                input_revision=result.input_revision,
                edition_sha256=result.edition_sha256,
                engine_version=result.engine_version,
                changed_at=result.changed_at,
            )
        )
    return found


@dataclass(frozen=True)
class Share:
    """How much of a component's points a unit has verified: at least `earned` while a mark in it is open.

    None while no mark in it is fixed: that is not a zero.
    """

    earned: Fraction | None
    is_open: bool

    @property
    def percent(self) -> int | None:
        """Return the share in whole percent."""
        return None if self.earned is None else int(round_half_up(self.earned * 100, 0))


def shares_of(edition: Edition, inputs: Mapping[int, Inputs]) -> dict[int, tuple[Share, ...]]:
    """Return each scorecard's share of every component, in the edition's order."""
    nodes = [(node.code, node.maximum, codes_under(edition, node.code)) for node in components_of(edition)]
    found = {}
    for card, given in inputs.items():
        scored = given.verified_layer(edition).nodes
        shares = []
        for code, maximum, under in nodes:
            score = scored[code].score if given.fixed & under else None
            earned = None if score is None or not maximum else score / maximum
            shares.append(Share(earned, bool(given.open & under)))
        found[card] = tuple(shares)
    return found


def ranked_among(results: Sequence[Result]) -> dict[int, tuple[int | None, int | None, int | None]]:
    """Rank some of a cycle's results among themselves: rank, best and worst, by the result's key."""
    found = ranks({result.pk: result.verified if result.decided else None for result in results})
    low = {one.pk: one.verified for one in results if one.verified is not None and one.reachable is not None}
    high = {one.pk: one.reachable for one in results if one.verified is not None and one.reachable is not None}
    ranges = rank_ranges(low, high)
    return {result.pk: (found[result.pk], *ranges.get(result.pk, (None, None))) for result in results}


def rounded(score: Fraction | None, places: int) -> Decimal | None:
    """Round a score half up; what is unknown stays unknown."""
    return None if score is None else round_half_up(score, places)


def _walk(edition: Edition, code: str) -> Iterator[str]:
    yield code
    for child in edition.children(code):
        yield from _walk(edition, child.code)
