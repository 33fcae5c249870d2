"""Bringing a cycle's results up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.common import work
from scorecards.domain.ranking import places
from scorecards.domain.scoring import ENGINE_VERSION
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Cycle, Scorecard
from scorecards.rankings.models import Computation, Result
from scorecards.rankings.selectors.inputs import inputs_of

WORK_KIND = "ranking"

_WRITTEN = (
    "claimed",
    "verified",
    "reachable",
    "band",
    "rank",
    "rank_best",
    "rank_worst",
    "decided",
    "entries",
    "input_revision",
    "edition_sha256",
    "engine_version",
)


@dataclass(frozen=True)
class Recomputed:
    """How many results were looked at, and how many of them were written because something differed."""

    results: int
    written: int


def handle_work(key: str) -> None:
    """Serve one row of the work table; the key is the cycle's."""
    recompute(cycle_id=int(key))


def request_ranking(cycle_id: int) -> None:
    """Ask for a cycle's results to be brought up to date; asking again before that is done costs nothing."""
    work.request(WORK_KIND, cycle_id)


@transaction.atomic
def recompute(*, cycle_id: int) -> Recomputed:
    """Compute totals, bands, ranks and rank ranges of a whole cycle; write only the rows in which something differs.

    Equal input gives equal rows, however often it runs. A cycle that is gone leaves nothing to do.
    """
    cycle = Cycle.objects.select_related("edition").filter(pk=cycle_id).first()
    if cycle is None:
        return Recomputed(0, 0)
    now = timezone.now()
    computation = _locked(cycle, now)
    # The revisions first: see inputs_of.
    scorecards = list(cycle.scorecards.order_by("pk"))
    fresh = _results(cycle, scorecards, now)
    written = _write(fresh, {result.scorecard_id: result for result in Result.objects.filter(cycle=cycle)})
    computation.edition_sha256, computation.engine_version = cycle.edition.sha256, ENGINE_VERSION
    computation.computed_at = now
    computation.save(update_fields=["edition_sha256", "engine_version", "computed_at"])
    return Recomputed(len(fresh), written)


def _locked(cycle: Cycle, now: datetime) -> Computation:
    """Lock the cycle's computation, so that two recomputes follow one another; nobody else waits for this row."""
    Computation.objects.get_or_create(
        cycle=cycle,
        defaults={
            "edition_sha256": cycle.edition.sha256,
            "engine_version": ENGINE_VERSION,
            "computed_at": now,
        },
    )
    return Computation.objects.select_for_update(no_key=True).get(cycle=cycle)


def _results(cycle: Cycle, scorecards: Sequence[Scorecard], now: datetime) -> list[Result]:
    """Score all scorecards and rank those of units; nothing is written."""
    edition = edition_of(cycle.edition)
    inputs = inputs_of(edition, [card.pk for card in scorecards])
    scored = {card.pk: inputs[card.pk].layers(edition) for card in scorecards}
    # A unit that has no mark yet has no rank, which is not the same as the last one.
    ranked = places(
        {card.pk: scored[card.pk] for card in scorecards if card.unit_id is not None},
        {pk for pk, found in inputs.items() if found.fixed},
    )
    found = []
    for card in scorecards:
        layers, place = scored[card.pk], ranked.get(card.pk)
        found.append(
            Result(
                government_id=card.government_id,
                cycle=cycle,
                scorecard=card,
                claimed=layers.claimed.total,
                verified=layers.verified.total,
                reachable=layers.reachable.total,
                band=layers.verified.band.code if layers.verified.band else "",
                rank=place.rank if place else None,
                rank_best=place.best if place else None,
                rank_worst=place.worst if place else None,
                decided=len(inputs[card.pk].fixed),
                entries=inputs[card.pk].graded,
                input_revision=card.input_revision,
                edition_sha256=cycle.edition.sha256,
                engine_version=ENGINE_VERSION,
                changed_at=now,
            )
        )
    return found


def _write(fresh: Sequence[Result], stored: Mapping[int, Result]) -> int:
    """Write what is new or differs; return how many rows that were."""
    written = [
        result for result in fresh if (before := stored.get(result.scorecard_id)) is None or _differs(before, result)
    ]
    # One statement for both, and for a whole city much less work than an update by cases.
    Result.objects.bulk_create(
        written, update_conflicts=True, unique_fields=["scorecard"], update_fields=[*_WRITTEN, "changed_at"]
    )
    return len(written)


def _differs(before: Result, after: Result) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in _WRITTEN)
