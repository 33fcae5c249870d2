"""The cases with a known result that every edition carries, and what the engine makes of them."""

from collections.abc import Iterator
from typing import NamedTuple

from scorecards.domain.answers import AnswerError
from scorecards.domain.bands import band_of
from scorecards.domain.edition import Edition, GoldenCase
from scorecards.domain.numbers import parse_exact, plain
from scorecards.domain.scoring import Outcome, score


class Mismatch(NamedTuple):
    """An expectation of a golden case that is not met; without `what` the case cannot be computed, `found` says why."""

    case: str
    what: str
    found: str
    expected: str

    def __str__(self) -> str:
        """Return all in one line."""
        return (
            f"{self.case}: {self.what} is {self.found}, expected {self.expected}"
            if self.what
            else (f"{self.case}: {self.found}")
        )


def failures(edition: Edition) -> list[str]:
    """Run all golden cases; return one line for each expectation that is not met, empty when all are."""
    return list(map(str, mismatches(edition)))


def mismatches(edition: Edition) -> list[Mismatch]:
    """Run all golden cases; return each expectation that is not met."""
    return [Mismatch(case.name, *fault) for case in edition.golden for fault in _faults(edition, case)]


def _faults(edition: Edition, case: GoldenCase) -> Iterator[tuple[str, str, str]]:
    if case.value is not None:
        band = band_of(edition, parse_exact(case.value))
        yield from _differs("band", None if band is None else band.code, case.expect.get("band"))
        return
    try:
        outcome = score(edition, case.answers or {}, checks=case.checks)
    except AnswerError as error:
        yield "", str(error), ""
        return
    found = {
        "total": None if outcome.total is None else str(outcome.total),
        "band": None if outcome.band is None else outcome.band.code,
        "missing": list(outcome.missing),
        "unverified": list(outcome.unverified),
    }
    for key, wanted in case.expect.items():
        if key == "nodes":
            for path, points in wanted.items():
                yield from _node_differs(outcome, path, points)
        else:
            yield from _differs(key, found[key], wanted)


def _node_differs(outcome: Outcome, path: str, wanted: str | None) -> Iterator[tuple[str, str, str]]:
    node = outcome.nodes.get(path)
    found = None if node is None else node.score
    if node is None or found != (None if wanted is None else parse_exact(wanted)):
        yield path, str(None if found is None else plain(found)), str(wanted)


def _differs(key: str, found: object, wanted: object) -> Iterator[tuple[str, str, str]]:
    if found != wanted:
        yield key, str(found), str(wanted)
