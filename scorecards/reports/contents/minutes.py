"""What the minutes of a scorecard say, gathered once and then frozen."""

from collections.abc import Mapping
from typing import Any

from scorecards.domain import states
from scorecards.domain.edition import Edition, Node
from scorecards.domain.numbers import plain
from scorecards.domain.scoring import ENGINE_VERSION, Outcome
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Entry, Mark, Scorecard
from scorecards.entries.words import title_of
from scorecards.rankings.selectors.inputs import inputs_of
from scorecards.reviews.models import Decision
from scorecards.reviews.selectors.history import standing_decisions
from scorecards.reviews.selectors.queue import component_of, components

PARTIES = (Mark.Party.UNIT, Mark.Party.VERIFIER, Mark.Party.ASSURER, Mark.Party.EVALUATOR)


def contents_of(scorecard: Scorecard) -> dict[str, Any]:
    """Return all that is printed, as plain JSON; the total is what the engine makes of the marks now.

    The scorecard comes with `unit`, `government`, `cycle__edition__instrument` and `cycle__period` joined, and its
    revision was read before the marks are.
    """
    cycle = scorecard.cycle
    edition = edition_of(cycle.edition)
    inputs = inputs_of(edition, [scorecard.pk])[scorecard.pk]
    outcome = inputs.verified_layer(edition)
    entries = _entries(scorecard)
    marks = _marks(entries)
    return {
        "government": str(scorecard.government),
        "is_sample": scorecard.government.is_demo,
        "unit": str(scorecard.unit or scorecard.government),
        "evaluation": title_of(scorecard),
        "instrument": cycle.edition.instrument.name,
        "edition": cycle.edition.title,
        "edition_code": cycle.edition.code,
        "score_year": cycle.period.score_year,
        "released_at": cycle.marks_released_at.isoformat() if cycle.marks_released_at else "",
        "parties": [party.value for party in PARTIES if any(marks[entry.pk].get(party) for entry in entries)],
        "components": [_component(edition, top, entries, marks, outcome) for top in components(edition)],
        "total": None if outcome.total is None else format(outcome.total, "f"),
        "band": None if outcome.band is None else {"code": outcome.band.code, "name": outcome.band.name},
        "decided": len(inputs.fixed),
        "asked": inputs.graded,
        "corrected": [_corrected(edition, entry, marks[entry.pk]) for entry in entries if _differs(marks[entry.pk])],
        "returned": _returned(edition, entries),
        "result": {
            "input_revision": scorecard.input_revision,
            "edition_sha256": cycle.edition.sha256,
            "engine_version": ENGINE_VERSION,
        },
    }


def _entries(scorecard: Scorecard) -> list[Entry]:
    found = scorecard.entries.filter(item=None).exclude(node__kind="check").select_related("node")
    return list(found.order_by("node__position"))


def _marks(entries: list[Entry]) -> dict[int, dict[str, tuple[str, str]]]:
    """Return grade and note by entry and party; an evaluator's only where it is fixed."""
    fixed = {entry.pk for entry in entries if entry.state in states.DECIDED}
    found: dict[int, dict[str, tuple[str, str]]] = {entry.pk: {} for entry in entries}
    for mark in Mark.objects.filter(entry__in=entries, party__in=PARTIES):
        if mark.grade and (mark.party != Mark.Party.EVALUATOR or mark.entry_id in fixed):
            found[mark.entry_id][mark.party] = (mark.grade, mark.note)
    return found


def _component(
    edition: Edition,
    top: Node,
    entries: list[Entry],
    marks: Mapping[int, Mapping[str, tuple[str, str]]],
    outcome: Outcome,
) -> dict[str, Any]:
    inside = [entry for entry in entries if component_of(edition, entry.node.code).code == top.code]
    return {
        "code": top.code,
        "name": top.name,
        **_score(outcome, top.code),
        "rows": [
            {
                "code": entry.node.code,
                "name": edition.node(entry.node.code).name,
                "marks": {party: grade for party, (grade, _note) in marks[entry.pk].items()},
                **_score(outcome, entry.node.code),
            }
            for entry in inside
        ],
    }


def _score(outcome: Outcome, code: str) -> dict[str, str | None]:
    found = outcome.nodes[code]
    return {
        "score": None if found.score is None else plain(found.score, least=2),
        "max": None if found.maximum is None else plain(found.maximum),
    }


def _differs(marks: Mapping[str, tuple[str, str]]) -> bool:
    fixed, claimed = marks.get(Mark.Party.EVALUATOR), marks.get(Mark.Party.UNIT)
    return fixed is not None and claimed is not None and fixed[0] != claimed[0]


def _corrected(edition: Edition, entry: Entry, marks: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    fixed = marks[Mark.Party.EVALUATOR]
    return {
        "code": entry.node.code,
        "name": edition.node(entry.node.code).name,
        "claimed": marks[Mark.Party.UNIT][0],
        "fixed": fixed[0],
        "reason": fixed[1],
    }


def _returned(edition: Edition, entries: list[Entry]) -> list[dict[str, str]]:
    every: dict[int, list[Decision]] = {entry.pk: [] for entry in entries}
    for decision in Decision.objects.filter(entry__in=entries).order_by("pk"):
        every[decision.entry_id].append(decision)
    return [
        {
            "code": entry.node.code,
            "name": edition.node(entry.node.code).name,
            "party": decision.party,
            "at": decision.decided_at.isoformat(),
            "reason": decision.reason,
        }
        for entry in entries
        for decision in standing_decisions(every[entry.pk])
        if decision.outcome == Decision.Outcome.RETURNED
    ]
